// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.wire.Done;
import dev.wsproxy.wire.Farewell;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.StatusReply;
import dev.wsproxy.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Questions to the proxy itself over the control socket of a link, and its answers. */
final class ControlReplies {
    private static final Logger LOG = LoggerFactory.getLogger(ControlReplies.class);

    private final ClientLink link;
    private final AtomicLong correlationIds = new AtomicLong();
    private final PendingReplies<Reply> pending = new PendingReplies<>();
    private volatile @Nullable Failure farewell;

    ControlReplies(ClientLink link) {
        this.link = link;
    }

    /** @param request made from the correlation id that the answer will carry */
    CompletableFuture<Reply> ask(String what, LongFunction<Request> request, Duration timeout) {
        long correlationId = correlationIds.incrementAndGet();
        CompletableFuture<Reply> answer = pending.add(correlationId, what, timeout);
        if (!answer.isDone() && link.control(request.apply(correlationId).encode()) != SendResult.OK) {
            pending.fail(correlationId, Failure.of(ErrorCode.PROXY_LOST, what + " did not reach the proxy"));
        }
        return answer;
    }

    /** A message came from the proxy. */
    void received(ByteBuffer message) {
        try {
            Reply reply = Reply.decode(message);
            if (reply instanceof Done done) {
                pending.complete(done.correlationId(), done);
            } else if (reply instanceof StatusReply status) {
                pending.complete(status.correlationId(), status);
            } else if (reply instanceof Farewell goodbye) {
                farewell = goodbye.failure();
            }
        } catch (WireException e) {
            LOG.error("Control message ignored: {}", e.getMessage());
        }
    }

    /** Why the proxy ended the session, when it said so. */
    Optional<Failure> farewell() {
        return Optional.ofNullable(farewell);
    }

    void expire(long nowNs) {
        pending.expire(nowNs);
    }

    void close(Failure reason) {
        pending.close(reason);
    }
}
