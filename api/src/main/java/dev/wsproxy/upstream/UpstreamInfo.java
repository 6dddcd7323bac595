// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream;

/**
 * What the handshake settled.
 *
 * @param subprotocol the one the server chose; empty when none
 * @param extensions the negotiated extensions as the server named them; empty when none
 */
public record UpstreamInfo(String subprotocol, String extensions) {}
