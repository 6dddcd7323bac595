// SPDX-License-Identifier: MIT
/**
 * What a protocol plugin implements: it gives every client a virtual session over one shared upstream connection.
 *
 * <pre>
 *   client ─▶ Greeter ──key──▶ broker ──joined──▶ ProtocolSession ──send──▶ upstream
 *                                                  │      ▲
 *   clients ◀──────────────deliver(recipients)─────┘      └─upstreamFrame── upstream
 * </pre>
 *
 * <p>A plugin is pure: it has no threads, does no I/O and reads no clock. The broker calls a session under the
 * lock of its connection, one call at a time, and the session answers through its {@link
 * dev.wsproxy.protocol.SessionPort}.
 */
@Export
@Version("1.1.0")
@NullMarked
package dev.wsproxy.protocol;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
