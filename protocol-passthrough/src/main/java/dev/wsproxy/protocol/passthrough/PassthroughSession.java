// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.passthrough;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ProtocolSession;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One shared connection: everything from the upstream goes to all, everything from a client goes upstream. */
final class PassthroughSession implements ProtocolSession {
    private static final Failure NO_TEXT = Failure.of(
            ErrorCode.INVALID_REQUEST,
            "passthrough does not know the provider, so it needs the request text to send upstream;"
                    + " subscribe with a text of your own");
    private static final Failure NOT_TAKEN = Failure.of(
            ErrorCode.LIMIT_EXCEEDED, "too much is still unsent to the upstream, or a text is too large; try again");

    private final UpstreamRequest upstream;
    private final SessionPort port;
    private final Recipients waiting = new Recipients();
    private final Recipients everyone = new Recipients();
    private final Map<String, Recipients> openingMessages = new LinkedHashMap<>();
    private final Subscriptions subscriptions = new Subscriptions();
    private boolean open;

    PassthroughSession(OpenRequest request, SessionPort port) {
        this.upstream = new UpstreamRequest(URI.create(request.url()), request.headers(), request.subprotocols());
        this.port = port;
    }

    @Override
    public UpstreamRequest upstreamRequest() {
        return upstream;
    }

    /** Its opening messages are sent now if they are new, and after every reconnection for as long as it stays. */
    @Override
    public void joined(int slot, Admission admission, long nowNs) {
        List<String> fresh = new ArrayList<>();
        for (String text : admission.request().openingMessages()) {
            Recipients carriers = openingMessages.computeIfAbsent(text, unknown -> new Recipients());
            if (carriers.isEmpty()) {
                fresh.add(text);
            }
            carriers.add(slot);
        }
        everyone.add(slot);
        if (!open) {
            waiting.add(slot);
        } else if (sendAll(fresh)) {
            welcome(slot);
        } else {
            port.refuse(slot, NOT_TAKEN);
        }
    }

    @Override
    public void left(int slot) {
        waiting.remove(slot);
        everyone.remove(slot);
        openingMessages.values().removeIf(carriers -> {
            carriers.remove(slot);
            return carriers.isEmpty();
        });
        sendAll(subscriptions.removeAll(slot));
    }

    @Override
    public SendResult clientFrame(int slot, FrameType type, ByteBuffer frame) {
        return everyone.contains(slot) ? port.send(type, frame) : SendResult.CLOSED;
    }

    @Override
    public void subscribe(int slot, long correlationId, SubscriptionRequest request) {
        if (!everyone.contains(slot)) {
            return;
        }
        if (request.message().isEmpty()) {
            port.event(new ClientEvent.SubscriptionRefused(correlationId, NO_TEXT), slot);
        } else if (open && subscriptions.isNews(request) && !sendAll(List.of(request.message()))) {
            port.event(new ClientEvent.SubscriptionRefused(correlationId, NOT_TAKEN), slot);
        } else {
            Set<String> existing = subscriptions.wantedByOthers(slot, request);
            subscriptions.add(slot, request);
            port.event(new ClientEvent.SubscriptionChanged(correlationId, existing), slot);
        }
    }

    @Override
    public void unsubscribe(int slot, long correlationId, SubscriptionRequest request) {
        if (!everyone.contains(slot)) {
            return;
        }
        Set<String> existing = subscriptions.wantedByOthers(slot, request);
        List<String> texts = subscriptions.remove(slot, request);
        port.event(new ClientEvent.SubscriptionChanged(correlationId, existing), slot);
        if (open && !sendAll(texts)) {
            port.event(new ClientEvent.ErrorReported(NOT_TAKEN), slot);
        }
    }

    /** Restores what the upstream knew, then lets those in who waited for it. */
    @Override
    public void upstreamOpened(UpstreamInfo info, long nowNs) {
        open = true;
        Set<String> texts = new LinkedHashSet<>(openingMessages.keySet());
        texts.addAll(subscriptions.texts());
        if (!sendAll(texts)) {
            port.failed(NOT_TAKEN, Retry.SOON);
            return;
        }
        port.ready();
        for (int slot = waiting.next(0); slot >= 0; slot = waiting.next(slot + 1)) {
            welcome(slot);
        }
        waiting.clear();
    }

    @Override
    public void upstreamFrame(FrameType type, ByteBuffer frame) {
        port.deliver(type, frame, everyone);
    }

    @Override
    public void upstreamLost(Failure failure) {
        open = false;
        for (int slot = waiting.next(0); slot >= 0; slot = waiting.next(slot + 1)) {
            port.refuse(slot, failure);
        }
    }

    @Override
    public void tick(long nowNs) {}

    private void welcome(int slot) {
        port.opened(slot);
        port.event(new ClientEvent.Authenticated(), slot);
    }

    /** @return whether the upstream took them all */
    private boolean sendAll(Collection<String> texts) {
        for (String text : texts) {
            ByteBuffer frame = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            if (port.send(FrameType.TEXT, frame) != SendResult.OK) {
                return false;
            }
        }
        return true;
    }
}
