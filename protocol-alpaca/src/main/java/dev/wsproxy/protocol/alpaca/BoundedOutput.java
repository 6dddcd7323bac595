// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.io.ByteArrayOutputStream;

/** Bytes in memory, but not without bound. */
final class BoundedOutput extends ByteArrayOutputStream {
    private final int mostBytes;

    BoundedOutput(int expectedBytes, int mostBytes) {
        super(Math.min(expectedBytes, mostBytes));
        this.mostBytes = mostBytes;
    }

    /** @throws IllegalArgumentException when there would be more than allowed */
    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        require(length);
        super.write(bytes, from, length);
    }

    /** @throws IllegalArgumentException when there would be more than allowed */
    @Override
    public synchronized void write(int oneByte) {
        require(1);
        super.write(oneByte);
    }

    private void require(int more) {
        if (more > mostBytes - count) {
            throw new IllegalArgumentException("it would take more than " + mostBytes + " bytes");
        }
    }
}
