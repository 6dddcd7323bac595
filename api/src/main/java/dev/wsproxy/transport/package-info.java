// SPDX-License-Identifier: MIT
/**
 * What a local transport implements: it carries requests of client programs to the broker, and records to clients.
 *
 * <p>Proxy side: {@link dev.wsproxy.transport.Transport}, typed calls both ways. Client side, only for transports that
 * our own client library uses: {@link dev.wsproxy.transport.ClientTransport}, which carries the bytes of
 * {@code dev.wsproxy.wire}.
 */
@Export
@Version("1.3.0")
@NullMarked
package dev.wsproxy.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
