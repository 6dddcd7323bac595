// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.shm.HeartbeatWatch;
import dev.wsproxy.transport.shm.RecordFlags;
import dev.wsproxy.transport.shm.ReplyRecord;
import dev.wsproxy.transport.shm.SendWindow;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.transport.shm.queue.RecordKind;
import dev.wsproxy.wire.EventCodec;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.WireException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One registered client: its memory, its doorbell, and the connections whose queues it reads. Any thread. */
final class ShmClient implements ClientPort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShmClient.class);
    private static final ByteBuffer RING = new TransportMessage.Ring().encode().asReadOnlyBuffer();
    private static final int REQUEST_HEADER_BYTES = 64;

    private final long id;
    private final ClientInfo info;
    private final ClientMemory memory;
    private final Peer peer;
    private final Incarnation incarnation;
    private final ShmOptions options;
    private final HeartbeatWatch watch;
    private final ConcurrentMap<Integer, Attachment> attachments = new ConcurrentHashMap<>();

    private final AtomicBoolean repeating = new AtomicBoolean();
    private @Nullable RequestStream requests;
    private volatile boolean ringWanted;
    private volatile boolean closed;
    private boolean silent;

    ShmClient(long id, ClientInfo info, ClientMemory memory, Peer peer, Incarnation incarnation) {
        this.id = id;
        this.info = info;
        this.memory = memory;
        this.peer = peer;
        this.incarnation = incarnation;
        options = incarnation.options();
        memory.flags().onDamage(this::damaged);
        watch = new HeartbeatWatch(options.heartbeatTimeout().toNanos(), System.nanoTime());
    }

    ClientFlags flags() {
        return memory.flags();
    }

    @Override
    public void event(int handle, ClientEvent event) {
        reply(RecordKind.EVENT, RecordFlags.NONE, ReplyRecord.encode(handle, EventCodec.encode(event)));
    }

    @Override
    public void frame(int handle, FrameType type, ByteBuffer data) {
        RecordKind kind = type == FrameType.TEXT ? RecordKind.TEXT : RecordKind.BINARY;
        reply(kind, RecordFlags.NONE, ReplyRecord.encode(handle, data));
    }

    /** Tells the client's end of this transport something, in order with the events. */
    void tell(TransportMessage message) {
        reply(RecordKind.EVENT, RecordFlags.TRANSPORT, message.encode());
    }

    private void reply(RecordKind kind, int flags, ByteBuffer payload) {
        if (closed) {
            return;
        }
        replied(memory.replies().append(kind, flags, payload));
    }

    private void replied(ReplyQueue.Outcome outcome) {
        switch (outcome) {
            case APPENDED -> {
                VarHandle.fullFence();
                wake();
            }
            case HELD -> repeatSoon();
            case REFUSED -> disconnect(Farewells.noRoom(info.name(), memory, options.replyBytes()));
        }
    }

    /** The generation that is late is made by a task before this one, of the maintenance thread's. */
    private void repeatSoon() {
        if (!repeating.getAndSet(true)) {
            incarnation.maintenance().execute(() -> incarnation.loop().execute(this::repeat));
        }
    }

    private void repeat() {
        repeating.set(false);
        if (!closed) {
            replied(memory.replies().appendHeld());
        }
    }

    @Override
    public void disconnect(Failure failure) {
        if (!closed) {
            incarnation.loop().execute(() -> peer.farewell(failure));
        }
    }

    /** Has the client rung if it sleeps; the caller has put a full fence after what the client is to see. */
    void wake() {
        if (flags().takeClientWake()) {
            ringWanted = true;
            incarnation.ringer().wake();
        }
    }

    void ringIfWanted() {
        if (ringWanted) {
            ringWanted = false;
            peer.send(RING);
        }
    }

    int claimCell() {
        return memory.claimCell();
    }

    void freeCell(int cell) {
        memory.freeCell(cell);
    }

    /** Notes that this client reads a connection's queue, until it says that it does so no longer. */
    void attached(Attachment attachment) {
        attachments.put(attachment.handle(), attachment);
        if (closed) {
            released(attachment.handle());
        }
    }

    void released(int handle) {
        Attachment attachment = attachments.remove(handle);
        if (attachment != null) {
            attachment.released();
        }
    }

    @Override
    public long lagBytes() {
        Collection<Attachment> all = attachments.values();
        return all.stream().mapToLong(Attachment::lagBytes).sum();
    }

    @Override
    public long gaps() {
        return memory.flags().gaps();
    }

    @Override
    public long missed() {
        return memory.flags().missed();
    }

    /** The request queue, once the client has made it. On the control loop's thread. */
    @Nullable
    RequestStream requests() {
        return requests;
    }

    private void damaged(String what) {
        Failure failure = Farewells.damaged(what);
        LOG.warn("Cutting off {}: {}", this, failure);
        disconnect(failure);
    }

    /**
     * Begins to read the client's request queue. On the control loop's thread.
     *
     * @throws FailureException if it cannot be read
     * @throws WireException if it is not the first
     */
    void openRequests(JoinPosition position) {
        if (requests != null) {
            throw new WireException("a client says only once where its request queue begins");
        }
        requests =
                RequestStream.open(memory, position, options.maxMessageBytes() + REQUEST_HEADER_BYTES, this::tooLong);
    }

    private void tooLong(ByteBuffer beginning, int length, int window) {
        flags().take(window, SendWindow.cost(length));
        if (Request.decode(beginning) instanceof Send send) {
            String reason = "a message of " + Integer.toUnsignedString(length)
                    + " bytes was not sent: the proxy takes at most " + options.maxMessageBytes();
            event(send.handle(), new ClientEvent.ErrorReported(Failure.of(ErrorCode.LIMIT_EXCEEDED, reason)));
        }
    }

    /** Once a second, on the heartbeat's thread. */
    void beat(long nowNs, long epochMs) {
        flags().proxyBeats(epochMs);
        memory.reclaim();
        boolean now = watch.isSilent(flags().clientHeartbeat(), nowNs);
        if (now != silent) {
            silent = now;
            LOG.warn("{} {}", this, now ? "has stopped to answer; it stays registered" : "answers again");
        }
    }

    /** The client has gone: releases its memory. On the control loop's thread. */
    @Override
    public void close() {
        closed = true;
        attachments.keySet().forEach(this::released);
        if (requests != null) {
            requests.close();
        }
        memory.close();
        incarnation.forget(this);
        LOG.debug("{} has left", this);
    }

    @Override
    public String toString() {
        return "Client " + id + " (" + info.name() + ", pid " + info.pid() + ")";
    }
}
