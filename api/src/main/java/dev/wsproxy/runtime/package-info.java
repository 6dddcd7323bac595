// SPDX-License-Identifier: MIT
/**
 * Where a proxy and its clients meet: the directory of sockets, locks and shared memory, and the lock under which
 * proxies are started and ended; the file of accounts whose keys the user has entrusted to the proxy; and the certificate
 * that local clients see.
 */
@Export
@Version("1.1.0")
@NullMarked
package dev.wsproxy.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
