// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.transport.shm.DamagedMemoryException;
import dev.wsproxy.transport.shm.MemoryFaults;
import dev.wsproxy.wire.WireException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shared memory in which anything may be found: what a proxy left that died, or files that somebody has shortened. The first
 * thing that is wrong is remembered, and nothing is read any more.
 */
final class GuardedQueues implements LinkQueues {
    private final LinkQueues queues;
    private @Nullable Failure damage;

    GuardedQueues(LinkQueues queues) {
        this.queues = queues;
    }

    @Override
    public @Nullable Failure damage() {
        return damage;
    }

    @Override
    public SendResult append(ByteBuffer message) {
        return queues.append(message);
    }

    @Override
    public int poll(LinkHandler handler, int limit) {
        if (damage != null) {
            return 0;
        }
        try {
            return queues.poll(handler, limit);
        } catch (DamagedMemoryException | WireException | UncheckedIOException | InternalError e) {
            damaged(e);
            return 0;
        }
    }

    @Override
    public void finish(LinkHandler handler) {
        check(() -> {
            queues.finish(handler);
            return true;
        });
    }

    @Override
    public boolean hasMore() {
        return check(queues::hasMore);
    }

    @Override
    public void sleeps(boolean sleeps) {
        check(() -> {
            queues.sleeps(sleeps);
            return true;
        });
    }

    @Override
    public boolean isProxySilent(long nowNs) {
        return check(() -> queues.isProxySilent(nowNs)) && damage == null;
    }

    /** True as well when something is wrong: the next poll says so. */
    private boolean check(BooleanSupplier question) {
        if (damage != null) {
            return true;
        }
        try {
            boolean answer = question.getAsBoolean();
            MemoryFaults.surface();
            return answer;
        } catch (DamagedMemoryException | WireException | UncheckedIOException | InternalError e) {
            damaged(e);
            return true;
        }
    }

    private void damaged(Throwable cause) {
        MemoryFaults.absorb();
        damage = Failure.of(
                ErrorCode.PROXY_LOST,
                "the shared memory of the proxy is damaged"
                        + (cause instanceof InternalError
                                ? ", a file of it was shortened"
                                : ": " + cause.getMessage()));
    }

    @Override
    public void release(int handle) {
        queues.release(handle);
    }

    @Override
    public void leave(Runnable then) {
        queues.leave(then);
    }

    @Override
    public void close() {
        queues.close();
    }
}
