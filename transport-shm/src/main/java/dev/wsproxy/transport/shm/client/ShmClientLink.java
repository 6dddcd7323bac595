// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.wire.Farewell;
import dev.wsproxy.wire.Goodbye;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.Welcome;
import dev.wsproxy.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One registered client's link, as its contract says. */
final class ShmClientLink implements ClientLink {
    private static final int CLOCK_MASK = 31;
    private static final long SOCKET_CHECK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long HEARTBEAT_CHECK_NS = TimeUnit.SECONDS.toNanos(1);

    private final Welcome welcome;
    private final ControlSocket socket;
    private final LinkQueues queues;

    /** Held while polling or idle, so that {@link #close()} by another thread takes no memory away from under it. */
    private final ReentrantLock polling = new ReentrantLock();

    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean lost;
    private boolean released;

    private boolean busy;
    private int polls;
    private final Interval socketCheck = new Interval(SOCKET_CHECK_NS);
    private final Interval heartbeatCheck = new Interval(HEARTBEAT_CHECK_NS);
    private @Nullable Failure ending;
    private @Nullable ByteBuffer farewell;

    ShmClientLink(Welcome welcome, ControlSocket socket, LinkQueues queues) {
        this.welcome = welcome;
        this.socket = socket;
        this.queues = queues;
    }

    @Override
    public Welcome welcome() {
        return welcome;
    }

    @Override
    public SendResult control(ByteBuffer message) {
        return closed.get() || lost ? SendResult.NOT_CONNECTED : socket.send(message);
    }

    @Override
    public SendResult request(ByteBuffer message) {
        return closed.get() || lost ? SendResult.NOT_CONNECTED : queues.append(message);
    }

    @Override
    public int poll(LinkHandler handler, int limit) {
        polling.lock();
        try {
            return closed.get() || lost ? 0 : pollAll(handler, limit);
        } finally {
            polling.unlock();
            releaseIfClosed();
        }
    }

    private int pollAll(LinkHandler handler, int limit) {
        int found = isSocketDue() ? pollSocket(handler, limit) : 0;
        found += queues.poll(handler, limit - found);
        end(queues.damage());
        busy = found > 0;
        if (!busy && ending != null) {
            finish(handler, ending);
        }
        return found;
    }

    /** While records flow the clock is looked at now and then only. */
    private boolean isSocketDue() {
        return (!busy || (++polls & CLOCK_MASK) == 0) && socketCheck.isOver(System.nanoTime());
    }

    private int pollSocket(LinkHandler handler, int limit) {
        socket.flush();
        boolean open = ending != null || socket.receive();
        int found = 0;
        try {
            for (ByteBuffer message = socket.peek(); message != null && found < limit; message = socket.peek()) {
                found++;
                take(message, handler);
                socket.remove();
            }
        } catch (WireException e) {
            end(Failure.of(ErrorCode.PROTOCOL_ERROR, "the proxy's message cannot be understood: " + e.getMessage()));
        }
        if (!open) {
            end(Failure.of(ErrorCode.PROXY_LOST, "the proxy (pid " + welcome.proxyPid() + ") has ended"));
        } else {
            checkHeartbeat();
        }
        return found;
    }

    private void take(ByteBuffer message, LinkHandler handler) {
        if (TransportMessage.isOne(message)) {
            return; // A doorbell: it has done its work.
        }
        Reply reply = KnownMessages.reply(message);
        if (reply instanceof Farewell last) {
            farewell = ByteBuffer.allocate(message.remaining())
                    .put(message.duplicate())
                    .flip()
                    .asReadOnlyBuffer();
            end(last.failure());
        } else if (reply != null) {
            handler.onControl(message.asReadOnlyBuffer());
        }
    }

    private void checkHeartbeat() {
        long nowNs = System.nanoTime();
        if (heartbeatCheck.isOver(nowNs) && queues.isProxySilent(nowNs)) {
            end(Failure.of(ErrorCode.PROXY_LOST, "the proxy (pid " + welcome.proxyPid() + ") has stopped to answer"));
        }
    }

    /** The first reason counts. */
    private void end(@Nullable Failure reason) {
        if (ending == null) {
            ending = reason;
        }
    }

    /** Everything that the proxy had written has been handed over. */
    private void finish(LinkHandler handler, Failure reason) {
        queues.finish(handler);
        lost = true;
        queues.leave(socket::disconnect);
        if (farewell != null) {
            handler.onControl(farewell);
        }
        handler.onLost(reason);
    }

    @Override
    public void idle(Duration longest) {
        polling.lock();
        try {
            if (!closed.get()) {
                sleep(longest);
            }
        } finally {
            polling.unlock();
            releaseIfClosed();
        }
    }

    private void sleep(Duration longest) {
        queues.sleeps(true);
        try {
            if (lost || !hasMore()) {
                await(longest.toNanos());
            }
        } finally {
            queues.sleeps(false);
            busy = false;
            socketCheck.cutShort();
        }
    }

    private boolean hasMore() {
        return ending != null || socket.peek() != null || queues.hasMore();
    }

    private void await(long longestNs) {
        long deadlineNs = System.nanoTime() + longestNs;
        for (long leftNs = longestNs; leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
            if (socket.await(TimeUnit.NANOSECONDS.toMillis(Math.min(leftNs, HEARTBEAT_CHECK_NS)))) {
                return;
            }
            if (!lost) {
                checkHeartbeat();
                if (ending != null || queues.hasMore()) {
                    return;
                }
            }
        }
    }

    @Override
    public void wake() {
        socket.wake();
    }

    @Override
    public void release(int handle) {
        polling.lock();
        try {
            queues.release(handle);
        } finally {
            polling.unlock();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            socket.wake();
            releaseIfClosed();
        }
    }

    private void sayGoodbye() {
        socket.sendIfRoom(new Goodbye().encode());
        socket.close();
    }

    /** By whoever comes last: the closing thread, or the one that is polling meanwhile. */
    private void releaseIfClosed() {
        if (!closed.get() || polling.isHeldByCurrentThread() || !polling.tryLock()) {
            return;
        }
        try {
            if (!released) {
                released = true;
                queues.leave(this::sayGoodbye);
                queues.close();
            }
        } finally {
            polling.unlock();
        }
    }

    @Override
    public String toString() {
        return "link of client " + welcome.clientId() + " to proxy " + welcome.proxyPid();
    }
}
