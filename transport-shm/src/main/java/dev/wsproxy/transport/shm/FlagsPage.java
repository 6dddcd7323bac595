// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import dev.wsproxy.runtime.OwnerOnly;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A few words that a client and the proxy both have mapped, each in a cache line of its own, in the machine's byte order.
 * Any thread.
 *
 * <pre>
 *  offset    size  field              written by       value
 *  0         8     clientSleeping     both             awake, or awake ^ 1: the client sleeps; who rings it sets awake
 *  8         8     awake              proxy            a random number, once
 *  64        8     proxySleeping      both             1: the proxy sleeps; the client that rings it sets 0
 *  128       8     clientHeartbeat    client           epoch ms, once a second
 *  192       8     proxyHeartbeat     proxy            epoch ms, once a second
 *  256       8     requestGeneration  proxy            of the request queue that it reads
 *  320       8     replyGeneration    client           of the reply queue that it reads
 *  384       8     gaps               client           how often it was overtaken, over all its connections
 *  +8        8     missed             client           how many messages it has not got because of that
 *  512+64*c  8     generation         client           of a connection's queue that it reads; 0: none yet
 *  +8        8     accounted          client           messages and events for its slot, ever, that it has dealt with
 *  +16       8     lostMessages       proxy            for the client's slot in that queue, ever, that found no room
 *  +24       8     lostEvents         proxy            likewise
 *  +32       8     endSequence        proxy            of the first record that is the client's no more; 0: none yet
 *  +40       8     endMessages        proxy            messages for that slot before it, ever
 *  +48       8     endLostMessages    proxy            those of them that found no room
 *  +56       8     endLostEvents      proxy            events before it, ever, that found no room
 *  32768+8*w 8     taken              proxy            cost of the sends that have left the window, ever
 * </pre>
 *
 * There are {@value #CELLS} cells {@code c}, see {@link QueueCells}; the proxy gives one to each queue that a client is to read. There are
 * {@value #WINDOWS} windows {@code w}; the client gives one to each connection on which it sends, see {@link SendWindow}.
 *
 * <p>The first word has two values that nothing else has, because it is looked at for every message: a look that finds neither
 * was a {@linkplain MemoryFaults fault}, or has found what no client writes.
 */
public final class FlagsPage {
    /** How many queues of connections a client can read that are seen here. */
    public static final int CELLS = 504;

    /** Stands for a cell when every one is in use: then nobody sees here what becomes of that queue. */
    public static final int NO_CELL = -1;

    /** How many connections a client can send on with a window. */
    public static final int WINDOWS = 512;

    /** Stands for a window when every one is in use. */
    public static final int NO_WINDOW = -1;

    private static final int CLIENT_SLEEPING = 0;
    private static final int AWAKE = 8;
    private static final int PROXY_SLEEPING = 64;
    private static final int CLIENT_HEARTBEAT = 128;
    private static final int PROXY_HEARTBEAT = 192;
    private static final int REQUEST_GENERATION = 256;
    private static final int REPLY_GENERATION = 320;
    private static final int GAPS = 384;
    private static final int MISSED = 392;
    private static final int FIRST_CELL = 512;
    private static final int FIRST_WINDOW = FIRST_CELL + CELLS * QueueCells.CELL_BYTES;
    private static final int BYTES = FIRST_WINDOW + WINDOWS * Long.BYTES;

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer page;
    private final QueueCells cells;
    private final long awake;
    private final long asleep;

    private FlagsPage(ByteBuffer page, long awake) {
        this.page = page;
        this.awake = awake;
        asleep = awake ^ 1;
        cells = new QueueCells(page.slice(FIRST_CELL, CELLS * QueueCells.CELL_BYTES));
    }

    /** Makes the page; by the proxy. The space is taken at once, so that a full file system is noticed here. */
    public static FlagsPage create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                OwnerOnly.file(file))) {
            ByteBuffer zeros = ByteBuffer.allocate(BYTES);
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
            FlagsPage page =
                    new FlagsPage(map(channel), ThreadLocalRandom.current().nextLong());
            page.set(AWAKE, page.awake);
            page.set(CLIENT_SLEEPING, page.awake);
            return page;
        }
    }

    /** Maps the page that the proxy has made; by the client. */
    public static FlagsPage open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < BYTES) {
                throw new IOException(file + " has " + channel.size() + " bytes, less than " + BYTES
                        + ": client and proxy must be of the same version");
            }
            ByteBuffer page = map(channel);
            return new FlagsPage(page, (long) WORD.getVolatile(page, AWAKE));
        }
    }

    private static ByteBuffer map(FileChannel channel) throws IOException {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES);
    }

    /** The client is about to sleep, or is awake again. A full fence: what it looks at next is not older. */
    public void clientSleeps(boolean sleeps) {
        set(CLIENT_SLEEPING, sleeps ? asleep : awake);
        VarHandle.fullFence();
    }

    public boolean isClientSleeping() {
        long word = get(CLIENT_SLEEPING);
        if (word != awake && word != asleep) {
            throw damaged();
        }
        return word == asleep;
    }

    /**
     * True for the one caller that is to ring the client.
     *
     * @throws DamagedMemoryException if the word has neither of its values; a fault may be the cause, and an error due
     */
    public boolean takeClientWake() {
        if (!isClientSleeping() || !WORD.compareAndSet(page, CLIENT_SLEEPING, asleep, awake)) {
            return false;
        }
        isClientSleeping(); // A fault in the exchange shows here.
        return true;
    }

    /**
     * Looks whether the page is what it was.
     *
     * @throws DamagedMemoryException if it is not
     */
    public void verify() {
        if (get(AWAKE) != awake) {
            throw damaged();
        }
    }

    private static DamagedMemoryException damaged() {
        return new DamagedMemoryException("the flags of the client were overwritten, or their file was shortened");
    }

    /** The proxy is about to sleep, or is awake again. A full fence: what it looks at next is not older. */
    public void proxySleeps(boolean sleeps) {
        set(PROXY_SLEEPING, sleeps ? 1 : 0);
        VarHandle.fullFence();
    }

    /** True for the one caller that is to ring the proxy. */
    public boolean takeProxyWake() {
        return get(PROXY_SLEEPING) != 0 && WORD.compareAndSet(page, PROXY_SLEEPING, 1L, 0L);
    }

    public void clientBeats(long epochMs) {
        set(CLIENT_HEARTBEAT, epochMs);
    }

    public long clientHeartbeat() {
        return get(CLIENT_HEARTBEAT);
    }

    public void proxyBeats(long epochMs) {
        set(PROXY_HEARTBEAT, epochMs);
    }

    public long proxyHeartbeat() {
        return get(PROXY_HEARTBEAT);
    }

    public void requestGeneration(long generation) {
        set(REQUEST_GENERATION, generation);
    }

    public long requestGeneration() {
        return get(REQUEST_GENERATION);
    }

    public void replyGeneration(long generation) {
        set(REPLY_GENERATION, generation);
    }

    public long replyGeneration() {
        return get(REPLY_GENERATION);
    }

    /** The client was overtaken once more and has not got so many messages; by its polling thread. */
    public void overtaken(long messages) {
        set(MISSED, missed() + messages);
        set(GAPS, gaps() + 1);
    }

    /** How often the client was overtaken. */
    public long gaps() {
        return get(GAPS);
    }

    /** How many messages the client has not got because of that. */
    public long missed() {
        return get(MISSED);
    }

    /** What client and proxy tell each other about the queues of connections. */
    public QueueCells cells() {
        return cells;
    }

    /** Sends of this cost have left a window; by the proxy. Ignored for what is no window. */
    public void take(int window, long cost) {
        if (window >= 0 && window < WINDOWS) {
            int at = FIRST_WINDOW + window * Long.BYTES;
            set(at, get(at) + cost);
        }
    }

    /** The cost of what has left a window, ever. */
    public long taken(int window) {
        return get(FIRST_WINDOW + window * Long.BYTES);
    }

    private long get(int offset) {
        return (long) WORD.getVolatile(page, offset);
    }

    private void set(int offset, long value) {
        WORD.setVolatile(page, offset, value);
    }
}
