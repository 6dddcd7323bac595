// SPDX-License-Identifier: MIT
/**
 * What applications compile against. {@link dev.wsproxy.client.ProxyClient#builder(String)} is the door.
 *
 * <pre>
 *   ProxyClient ──open(url)──▶ Connection ──subscribe / send──▶ proxy ──▶ upstream
 *        ▲                                                        │
 *        └── ClientListener.onMessage(connection, message) ◀──────┘  shared memory
 * </pre>
 *
 * <p>The implementation is found through {@link java.util.ServiceLoader}, or as an OSGi service, as a
 * {@link dev.wsproxy.client.ProxyClientFactory}.
 */
@Export
@Version("1.2.0")
@NullMarked
package dev.wsproxy.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
