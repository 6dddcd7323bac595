// SPDX-License-Identifier: MIT
/**
 * What an upstream connector implements: it opens WebSocket connections to remote servers.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.wsproxy.upstream;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
