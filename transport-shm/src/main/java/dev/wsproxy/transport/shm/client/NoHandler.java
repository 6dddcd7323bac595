// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.LinkHandler;
import java.nio.ByteBuffer;

/** Stands for the handler before the first poll, when nothing can arrive. */
final class NoHandler implements LinkHandler {
    @Override
    public void onControl(ByteBuffer message) {}

    @Override
    public void onEvent(int handle, ByteBuffer event) {}

    @Override
    public void onData(
            int handle,
            FrameType type,
            long sequence,
            long receivedNs,
            long receivedEpochNs,
            int remaining,
            ByteBuffer data) {}

    @Override
    public void onOvertaken(int handle, long missed, long firstSequence, long lastSequence) {}

    @Override
    public void onEventsLost(int handle, long count, ErrorCode why) {}

    @Override
    public void onMemoryFull(int handle, long missed, long firstSequence, long lastSequence) {}

    @Override
    public void onLost(Failure reason) {}
}
