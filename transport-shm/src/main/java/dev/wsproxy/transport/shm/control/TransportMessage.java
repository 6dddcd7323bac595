// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.control;

import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.wire.WireException;
import dev.wsproxy.wire.WireReader;
import dev.wsproxy.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What the two ends of this transport say to each other behind the backs of client library and broker. Each message begins
 * with its id, as those of {@code dev.wsproxy.wire} do, from a range of its own: {@value #FIRST_ID} to {@value #LAST_ID}.
 *
 * <pre>
 *  id  message     where                   fields after the id
 *  96  Ring        socket, both ways
 *  97  QueueReady  socket, both ways       position
 *  98  Released    socket, from a client   4 handle
 *  99  Attached    reply queue             4 handle, 4 slot, 4 cell, position, string queue
 *  100 Detached    reply queue             4 handle, position
 *
 *  position: 8 generation, 8 index, 8 sequence, 8 messages, 8 events, 8 lostMessages, 8 lostEvents
 * </pre>
 */
public sealed interface TransportMessage {
    int FIRST_ID = 96;
    int LAST_ID = 127;

    /** Wakes the other end, which sleeps: there is something in a queue. */
    record Ring() implements TransportMessage {}

    /** The queue that the sender writes for this client can be read, from this position. */
    record QueueReady(JoinPosition position) implements TransportMessage {}

    /** The client no longer reads the data queue that it was attached to under this handle. */
    record Released(int handle) implements TransportMessage {}

    /**
     * The client is to read a data queue.
     *
     * @param slot its own in that queue
     * @param cell its own in the flags page, or {@link dev.wsproxy.transport.shm.FlagsPage#NO_CELL}
     * @param position where it begins
     * @param queue the queue's directory
     */
    record Attached(int handle, int slot, int cell, JoinPosition position, Path queue) implements TransportMessage {}

    /**
     * The client has no slot in a data queue any more.
     *
     * @param position the first that is not for this client
     */
    record Detached(int handle, JoinPosition position) implements TransportMessage {}

    /** Whether an encoded message, from position to limit, is one of these. */
    static boolean isOne(ByteBuffer message) {
        int id = message.get(message.position());
        return id >= FIRST_ID && id <= LAST_ID;
    }

    /** The whole message, in a buffer of its own, from position to limit. */
    default ByteBuffer encode() {
        WireWriter out = new WireWriter();
        if (this instanceof Ring) {
            out.u8(96);
        } else if (this instanceof QueueReady m) {
            position(m.position, out.u8(97));
        } else if (this instanceof Released m) {
            out.u8(98).i32(m.handle);
        } else if (this instanceof Attached m) {
            position(m.position, out.u8(99).i32(m.handle).i32(m.slot).i32(m.cell))
                    .string(m.queue.toString());
        } else if (this instanceof Detached m) {
            position(m.position, out.u8(100).i32(m.handle));
        }
        return out.finish();
    }

    /**
     * Decodes a message, from position to limit.
     *
     * @throws WireException when it is malformed
     */
    static TransportMessage decode(ByteBuffer message) {
        WireReader in = new WireReader("transport", message);
        int id = in.u8();
        return switch (id) {
            case 96 -> new Ring();
            case 97 -> new QueueReady(position(in));
            case 98 -> new Released(in.i32());
            case 99 -> new Attached(in.i32(), in.i32(), in.i32(), position(in), in.path());
            case 100 -> new Detached(in.i32(), position(in));
            default -> throw in.unknown(id);
        };
    }

    private static WireWriter position(JoinPosition position, WireWriter out) {
        return out.i64(position.generation())
                .i64(position.index())
                .i64(position.sequence())
                .i64(position.messages())
                .i64(position.events())
                .i64(position.lostMessages())
                .i64(position.lostEvents());
    }

    private static JoinPosition position(WireReader in) {
        return new JoinPosition(in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i64());
    }
}
