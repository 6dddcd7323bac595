// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import java.util.List;
import java.util.Objects;

/**
 * Symbols of one channel that a client wants, or no longer wants.
 *
 * @param channel the provider's name, for instance {@code trades}
 * @param symbols at least one; {@code *} where the provider knows it
 * @param message what to send upstream when the first subscriber comes (or the last one goes); empty when the protocol
 *     plugin knows what to send
 */
public record SubscriptionRequest(String channel, List<String> symbols, String message) {
    public SubscriptionRequest {
        Objects.requireNonNull(channel, "channel");
        symbols = List.copyOf(symbols);
        Objects.requireNonNull(message, "message");
        if (channel.isEmpty() || symbols.isEmpty()) {
            throw new IllegalArgumentException("a subscription names a channel and at least one symbol: channel="
                    + channel + ", symbols=" + symbols);
        }
    }
}
