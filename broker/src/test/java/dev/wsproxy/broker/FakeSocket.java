// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamListener;
import dev.wsproxy.upstream.UpstreamRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** An upstream socket whose other end is the test. */
final class FakeSocket implements UpstreamConnection {
    final UpstreamRequest request;
    final UpstreamListener listener;
    final List<String> sent = new CopyOnWriteArrayList<>();
    Consumer<FakeSocket> onClose = socket -> {};
    Consumer<String> onSend = text -> {};
    volatile boolean closed;
    volatile int closeCode;
    volatile boolean aborted;

    FakeSocket(UpstreamRequest request, UpstreamListener listener) {
        this.request = request;
        this.listener = listener;
    }

    void open() {
        listener.onOpen(new UpstreamInfo("", ""));
    }

    void frame(String text) {
        listener.onFrame(FrameType.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    void fail(ErrorCode code, String reason) {
        listener.onFailed(Failure.of(code, reason));
    }

    void lose(String reason) {
        listener.onClosed(Failure.of(ErrorCode.UPSTREAM_LOST, reason));
    }

    /** What a socket does after this side has closed it. */
    void over() {
        listener.onClosed(Failure.of(ErrorCode.CLOSED, "closed by this side"));
    }

    @Override
    public SendResult send(FrameType type, ByteBuffer data) {
        String text = StandardCharsets.UTF_8.decode(data.duplicate()).toString();
        sent.add(text);
        onSend.accept(text);
        return SendResult.OK;
    }

    @Override
    public void close(int code, String reason) {
        closed = true;
        closeCode = code;
        onClose.accept(this);
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}
}
