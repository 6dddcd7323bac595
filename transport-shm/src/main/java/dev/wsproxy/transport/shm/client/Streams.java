// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.transport.shm.control.TransportMessage.Attached;
import dev.wsproxy.transport.shm.control.TransportMessage.Detached;
import dev.wsproxy.transport.shm.control.TransportMessage.Released;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.wire.EventCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Everything that a client reads: its replies, and the queues of the connections that these name. On the polling thread. */
final class Streams implements AutoCloseable {
    private final ReplyStream replies;
    private final List<DataStream> data = new ArrayList<>();
    private final FlagsPage flags;
    private final ControlSocket socket;
    private final Executor maintenance;
    /** Before the first poll nothing can arrive. */
    private LinkHandler handler = new LinkHandler() {};

    private int first;

    Streams(GenerationReader replies, FlagsPage flags, ControlSocket socket, Executor maintenance) {
        this.replies = new ReplyStream(replies, this::onOwnMessage, handler);
        this.flags = flags;
        this.socket = socket;
        this.maintenance = maintenance;
    }

    /** Replies first: they say what to read else, and what no longer. */
    int poll(LinkHandler to, int limit) {
        handler = to;
        int found = replies.poll(to, limit);
        int count = data.size();
        for (int i = 0; i < count && found < limit; i++) {
            found += data.get((first + i) % count).poll(to, limit - found);
        }
        first = count == 0 ? 0 : (first + 1) % count;
        releaseThoseDone();
        return found;
    }

    /** The proxy has gone and {@link #poll} finds nothing more. */
    void finish(LinkHandler to) {
        handler = to;
        for (int i = 0; i < data.size(); i++) {
            data.get(i).finish(to);
        }
    }

    boolean hasMore() {
        boolean more = replies.hasMore();
        for (int i = 0; i < data.size() && !more; i++) {
            more = data.get(i).hasMore();
        }
        return more;
    }

    private void onOwnMessage(TransportMessage message) {
        if (message instanceof Attached attached) {
            attach(attached);
        } else if (message instanceof Detached detached) {
            DataStream stream = find(detached.handle());
            if (stream != null) {
                stream.detached(detached.position());
            }
        }
    }

    private void attach(Attached attached) {
        try {
            data.add(new DataStream(attached, flags, this::readReplies, handler, maintenance));
        } catch (IOException | RuntimeException e) {
            String reason = "the shared memory of the connection cannot be opened: " + e.getMessage();
            ClientEvent closed = new ClientEvent.Closed(Failure.of(ErrorCode.INTERNAL, reason));
            handler.onEvent(attached.handle(), EventCodec.encode(closed).asReadOnlyBuffer());
            tellReleased(attached.handle());
        }
    }

    private void readReplies() {
        replies.poll(handler, Integer.MAX_VALUE);
    }

    private @Nullable DataStream find(int handle) {
        for (DataStream stream : data) {
            if (stream.handle() == handle) {
                return stream;
            }
        }
        return null;
    }

    private void releaseThoseDone() {
        for (int i = data.size() - 1; i >= 0; i--) {
            if (data.get(i).isDone()) {
                release(data.remove(i));
            }
        }
    }

    /** Stops reading a connection; its buffers stay valid until the current poll returns. */
    void release(int handle) {
        DataStream stream = find(handle);
        if (stream != null) {
            stream.abandon();
        }
    }

    private void release(DataStream stream) {
        stream.close();
        tellReleased(stream.handle());
    }

    private void tellReleased(int handle) {
        socket.sendSoon(new Released(handle).encode());
    }

    @Override
    public void close() {
        data.forEach(DataStream::close);
        data.clear();
        replies.close();
    }
}
