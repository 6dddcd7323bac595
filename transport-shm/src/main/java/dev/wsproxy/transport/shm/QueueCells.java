// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import dev.wsproxy.transport.shm.queue.JoinPosition;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The cells of a {@link FlagsPage}, one for each queue of a connection that its client reads; drawn there. Any thread. */
public final class QueueCells {
    static final int CELL_BYTES = 64;

    private static final int GENERATION = 0;
    private static final int ACCOUNTED = 8;
    private static final int LOST_MESSAGES = 16;
    private static final int LOST_EVENTS = 24;
    private static final int END_SEQUENCE = 32;
    private static final int END_MESSAGES = 40;
    private static final int END_LOST_MESSAGES = 48;
    private static final int END_LOST_EVENTS = 56;

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer cells;

    QueueCells(ByteBuffer cells) {
        this.cells = cells;
    }

    /** Makes a cell ready for a connection's queue; by the proxy, which alone decides which cells are in use. */
    public void clear(int cell) {
        if (cell != FlagsPage.NO_CELL) {
            for (int field = 0; field < CELL_BYTES; field += Long.BYTES) {
                set(cell, field, 0);
            }
        }
    }

    /** The client has entered a generation; ignored for {@link FlagsPage#NO_CELL}. */
    public void generation(int cell, long generation) {
        if (cell != FlagsPage.NO_CELL) {
            set(cell, GENERATION, generation);
        }
    }

    /** 0 when the client has not entered one yet. */
    public long generation(int cell) {
        return get(cell, GENERATION);
    }

    /** The client has dealt with so many messages and events; ignored for {@link FlagsPage#NO_CELL}. */
    public void accounted(int cell, long count) {
        if (cell != FlagsPage.NO_CELL) {
            WORD.setOpaque(cells, cell * CELL_BYTES + ACCOUNTED, count);
        }
    }

    /** 0 when the client has not published it yet. */
    public long accounted(int cell) {
        return get(cell, ACCOUNTED);
    }

    /** So much was lost for the client for want of room; ignored for {@link FlagsPage#NO_CELL}. */
    public void lost(int cell, long messages, long events) {
        if (cell != FlagsPage.NO_CELL) {
            set(cell, LOST_EVENTS, events);
            set(cell, LOST_MESSAGES, messages);
        }
    }

    public long lostMessages(int cell) {
        return get(cell, LOST_MESSAGES);
    }

    public long lostEvents(int cell) {
        return get(cell, LOST_EVENTS);
    }

    /** From this position on nothing is for the client any more; ignored for {@link FlagsPage#NO_CELL}. */
    public void end(int cell, JoinPosition position) {
        if (cell != FlagsPage.NO_CELL) {
            set(cell, END_MESSAGES, position.messages());
            set(cell, END_LOST_MESSAGES, position.lostMessages());
            set(cell, END_LOST_EVENTS, position.lostEvents());
            set(cell, END_SEQUENCE, position.sequence());
        }
    }

    /** What {@link #end(int, JoinPosition)} has set, without its generation, index and events; null before that. */
    public @Nullable JoinPosition end(int cell) {
        long sequence = get(cell, END_SEQUENCE);
        return sequence == 0
                ? null
                : new JoinPosition(
                        0,
                        0,
                        sequence,
                        get(cell, END_MESSAGES),
                        0,
                        get(cell, END_LOST_MESSAGES),
                        get(cell, END_LOST_EVENTS));
    }

    private long get(int cell, int field) {
        return cell == FlagsPage.NO_CELL ? 0 : (long) WORD.getVolatile(cells, cell * CELL_BYTES + field);
    }

    private void set(int cell, int field, long value) {
        WORD.setVolatile(cells, cell * CELL_BYTES + field, value);
    }
}
