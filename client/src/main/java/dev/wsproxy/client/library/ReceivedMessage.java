// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.FrameType;
import dev.wsproxy.client.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The one message of a client: set anew before every callback. */
final class ReceivedMessage implements Message {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private ByteBuffer data = NOTHING;
    private FrameType type = FrameType.TEXT;
    private long sequence;
    private long receivedNs;
    private long receivedEpochNs;
    private int remaining;

    ReceivedMessage set(
            FrameType type, long sequence, long receivedNs, long receivedEpochNs, int remaining, ByteBuffer data) {
        this.type = type;
        this.sequence = sequence;
        this.receivedNs = receivedNs;
        this.receivedEpochNs = receivedEpochNs;
        this.remaining = remaining;
        this.data = data;
        return this;
    }

    @Override
    public ByteBuffer data() {
        return data;
    }

    @Override
    public FrameType type() {
        return type;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long receivedNs() {
        return receivedNs;
    }

    @Override
    public long receivedEpochNs() {
        return receivedEpochNs;
    }

    @Override
    public int remaining() {
        return remaining;
    }

    @Override
    public String text() {
        return StandardCharsets.UTF_8.decode(data.duplicate()).toString();
    }

    @Override
    public String toString() {
        return "Message[type=" + type + ", sequence=" + sequence + ", bytes=" + data.remaining() + ", remaining="
                + remaining + "]";
    }
}
