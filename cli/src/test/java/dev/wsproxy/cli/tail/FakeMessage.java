// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.tail;

import dev.wsproxy.FrameType;
import dev.wsproxy.client.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

record FakeMessage(FrameType type, ByteBuffer data, int remaining) implements Message {
    static FakeMessage text(String text, int remaining) {
        ByteBuffer bytes = ByteBuffer.wrap(("##" + text).getBytes(StandardCharsets.UTF_8));
        return new FakeMessage(FrameType.TEXT, bytes.position(2).asReadOnlyBuffer(), remaining);
    }

    static FakeMessage binary(byte[] bytes, int remaining) {
        return new FakeMessage(FrameType.BINARY, ByteBuffer.wrap(bytes).asReadOnlyBuffer(), remaining);
    }

    @Override
    public long sequence() {
        return 1;
    }

    @Override
    public long receivedNs() {
        return 0;
    }

    @Override
    public long receivedEpochNs() {
        return 0;
    }

    @Override
    public String text() {
        return StandardCharsets.UTF_8.decode(data.duplicate()).toString();
    }
}
