// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import dev.wsproxy.FrameType;
import dev.wsproxy.upstream.UpstreamInfo;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.core.exception.BadPayloadException;
import org.eclipse.jetty.websocket.core.exception.CloseException;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of frames. Jetty calls it with one frame at a time, and with the next only after it has been asked to.
 * A message that came in one piece is passed on in Jetty's own buffer; only others are copied.
 */
final class FrameReceiver implements FrameHandler {
    private final JettyConnection connection;
    private final Events events;
    private final ReadGate gate;
    private final MessageAssembly assembly;
    private final Utf8Check utf8 = new Utf8Check();
    private final int maxMessageBytes;

    private UpstreamInfo info = new UpstreamInfo("", "");
    private @Nullable CoreSession session;
    private @Nullable Throwable error;
    private FrameType type = FrameType.TEXT;

    FrameReceiver(
            JettyConnection connection,
            Events events,
            ReadGate gate,
            int maxMessageBytes,
            AssemblyMemory.Share memory) {
        this.connection = connection;
        this.events = events;
        this.gate = gate;
        this.assembly = new MessageAssembly(maxMessageBytes, memory);
        this.maxMessageBytes = maxMessageBytes;
    }

    void negotiated(UpstreamInfo settled) {
        info = settled;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        connection.opened((WebSocketCoreSession) opened, info);
        callback.succeeded();
        opened.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        if (gate.isShut()) {
            gate.await(() -> receive(frame, callback));
        } else {
            receive(frame, callback);
        }
    }

    private void receive(Frame frame, Callback callback) {
        try {
            dispatch(frame);
        } catch (CloseException e) {
            connection.brokenByUpstream(e);
        }
        callback.succeeded();
        if (frame.getOpCode() != OpCode.CLOSE) {
            Objects.requireNonNull(session).demand();
        }
    }

    private void dispatch(Frame frame) {
        switch (frame.getOpCode()) {
            case OpCode.PING -> {
                connection.pong(payload(frame));
                events.activity();
            }
            case OpCode.PONG -> events.activity();
            case OpCode.CLOSE -> connection.closedByUpstream(CloseStatus.getCloseStatus(frame));
            default -> {
                if (connection.isOpen()) {
                    data(frame);
                }
            }
        }
    }

    private void data(Frame frame) {
        boolean first = frame.getOpCode() != OpCode.CONTINUATION;
        if (first) {
            type = frame.getOpCode() == OpCode.TEXT ? FrameType.TEXT : FrameType.BINARY;
        }
        if (first && frame.isFin()) {
            whole(payload(frame));
        } else {
            part(payload(frame), frame.isFin());
        }
    }

    private void whole(ByteBuffer message) {
        if (message.remaining() > maxMessageBytes) {
            throw tooLarge();
        }
        if (type == FrameType.TEXT) {
            int position = message.position();
            checkText(message, true);
            message.position(position);
        }
        events.frame(type, message);
    }

    private void part(ByteBuffer fragment, boolean last) {
        if (!assembly.append(fragment)) {
            throw tooLarge();
        }
        if (type == FrameType.TEXT) {
            checkText(assembly.unread(), last);
        }
        if (last) {
            events.frame(type, assembly.message());
            assembly.clear();
        }
    }

    private void checkText(ByteBuffer text, boolean last) {
        if (!utf8.accepts(text, last)) {
            throw new BadPayloadException("A text message is not valid UTF-8");
        }
    }

    private CloseException tooLarge() {
        return new MessageTooLargeException(
                "A message is larger than the " + maxMessageBytes + " bytes that maxMessageBytes allows");
    }

    private static ByteBuffer payload(Frame frame) {
        ByteBuffer payload = frame.getPayload();
        return payload == null ? BufferUtil.EMPTY_BUFFER : payload;
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        error = cause;
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        assembly.end();
        connection.ended(status, error);
        callback.succeeded();
    }
}
