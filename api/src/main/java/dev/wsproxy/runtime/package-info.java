// SPDX-License-Identifier: MIT
/**
 * What the processes of one user have in common on disk, in three parts:
 *
 * <ul>
 *   <li>where a proxy and its clients meet: {@link dev.wsproxy.runtime.RuntimeDirectory}, with sockets, locks and shared memory,
 *       and {@link dev.wsproxy.runtime.SpawnLock}, under which proxies are started and ended. For the client library, the
 *       broker and the transports
 *   <li>the accounts whose keys the user has entrusted to the proxy: {@link dev.wsproxy.runtime.AccountFile}, which {@code
 *       wsproxy account} writes, and the broker follows with an {@link dev.wsproxy.runtime.AccountReader}
 *   <li>the certificate that local clients of {@code wss://} see: {@link dev.wsproxy.runtime.EndpointCertificate}, for the
 *       transport that serves them and for {@code wsproxy cert}
 * </ul>
 *
 * The last two lie in the {@link dev.wsproxy.runtime.ConfigDirectory}. Everything here is made for its owner only, and is not used
 * when it is open to others.
 */
@Export
@Version("1.1.0")
@NullMarked
package dev.wsproxy.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
