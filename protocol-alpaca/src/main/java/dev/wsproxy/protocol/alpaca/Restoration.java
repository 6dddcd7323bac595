// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Failure;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes again after a loss, part by part. A part that is refused is halved until the symbols are found that are the
 * reason; only those who hold them lose them, and are told when the rest is back.
 */
final class Restoration {
    private final Failures failures;
    private final Deque<ChannelSet> parts = new ArrayDeque<>();
    private final Map<VirtualSession, ChannelSet> losses = new LinkedHashMap<>();
    private @Nullable Refused refusal;

    Restoration(Failures failures) {
        this.failures = failures;
    }

    void begin(List<ChannelSet> subscriptions) {
        parts.clear();
        parts.addAll(subscriptions);
    }

    /** The next part to ask for; null when nothing is left. */
    @Nullable
    ChannelSet next() {
        return parts.peek();
    }

    /** The part was accepted. */
    void accepted() {
        parts.remove();
    }

    /** The part was refused: returns the one symbol that cannot be had; empty while that is not known. */
    ChannelSet refused(Refused answer) {
        ChannelSet part = parts.remove();
        if (part.size() <= 1) {
            refusal = answer;
            return part;
        }
        List<ChannelSet> halves = part.halves();
        parts.addFirst(halves.get(1));
        parts.addFirst(halves.get(0));
        return new ChannelSet(part.feed());
    }

    /** A client has lost these subscriptions. */
    void lost(VirtualSession client, ChannelSet symbols) {
        losses.computeIfAbsent(client, c -> new ChannelSet(symbols.feed())).addAll(symbols);
    }

    /** Tells everybody concerned, in the provider's words: the error, then what is left. */
    void tell() {
        Refused answer = refusal;
        losses.forEach((client, lost) -> {
            Failure failure = answer == null ? failures.notGranted(lost) : failures.revoked(answer, lost);
            if (answer != null) {
                client.error(answer, failure);
            }
            client.acknowledge();
            client.report(failure);
        });
        losses.clear();
        refusal = null;
    }
}
