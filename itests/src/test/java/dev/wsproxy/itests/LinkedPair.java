// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** One connection of a {@link FaultyLink}: bytes upwards, whole frames downwards once the server has switched to WebSocket. */
final class LinkedPair {
    private static final byte[] SWITCHED = "HTTP/1.1 101".getBytes();
    private static final int LONG_LENGTH = 127;
    private static final int SHORT_LENGTH = 126;

    private final Socket near;
    private final Socket far;
    private final Consumer<LinkedPair> onEnd;
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean stalled;

    LinkedPair(Socket near, Socket far, Consumer<LinkedPair> onEnd) {
        this.near = near;
        this.far = far;
        this.onEnd = onEnd;
    }

    void start() {
        run(this::upwards);
        run(this::downwards);
    }

    private interface Direction {
        void carry() throws IOException, InterruptedException;
    }

    private void run(Direction direction) {
        Thread thread = new Thread(
                () -> {
                    try {
                        direction.carry();
                    } catch (IOException | InterruptedException e) {
                        close();
                    }
                },
                "linked-pair");
        thread.setDaemon(true);
        thread.start();
    }

    private void upwards() throws IOException, InterruptedException {
        copy(near.getInputStream(), far.getOutputStream());
        close();
    }

    private void downwards() throws IOException, InterruptedException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(far.getInputStream(), 64 * 1024));
        in.mark(SWITCHED.length);
        boolean switched = ByteBuffer.wrap(in.readNBytes(SWITCHED.length)).equals(ByteBuffer.wrap(SWITCHED));
        in.reset();
        if (switched) {
            head(in);
            while (true) {
                forward(frame(in));
            }
        }
        copy(in, near.getOutputStream());
        close();
    }

    private void head(InputStream in) throws IOException {
        OutputStream out = near.getOutputStream();
        int newLines = 0;
        while (newLines < 2) {
            int next = in.read();
            newLines = next == '\n' ? newLines + 1 : next == '\r' ? newLines : 0;
            out.write(next);
        }
    }

    /** A server's frames are not masked. */
    private static byte[] frame(DataInputStream in) throws IOException {
        byte first = in.readByte();
        byte second = in.readByte();
        long length = second == LONG_LENGTH ? in.readLong() : second == SHORT_LENGTH ? in.readUnsignedShort() : second;
        ByteBuffer frame = ByteBuffer.allocate(10 + (int) length).put(first).put(second);
        if (second == LONG_LENGTH) {
            frame.putLong(length);
        } else if (second == SHORT_LENGTH) {
            frame.putShort((short) length);
        }
        int head = frame.position();
        byte[] whole = new byte[head + (int) length];
        frame.flip().get(whole, 0, head);
        in.readFully(whole, head, (int) length);
        return whole;
    }

    private void forward(byte[] frame) throws IOException, InterruptedException {
        if (stalled) {
            never.await();
        }
        inject(frame);
    }

    synchronized void inject(byte[] frame) throws IOException {
        near.getOutputStream().write(frame);
    }

    private void copy(InputStream from, OutputStream to) throws IOException, InterruptedException {
        byte[] buffer = new byte[16 * 1024];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            if (stalled) {
                never.await();
            }
            to.write(buffer, 0, count);
        }
    }

    void stall() {
        stalled = true;
    }

    void reset() {
        try {
            near.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is closed
        }
        close();
    }

    void endOfFile() {
        try {
            synchronized (this) {
                near.shutdownOutput();
            }
            far.close();
        } catch (IOException e) {
            close();
        }
    }

    private void close() {
        never.countDown();
        for (Socket socket : new Socket[] {near, far}) {
            try {
                socket.close();
            } catch (IOException e) {
                // nothing is left of it
            }
        }
        onEnd.accept(this);
    }
}
