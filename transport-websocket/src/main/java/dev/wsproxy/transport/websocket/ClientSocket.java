// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.FrameType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.core.exception.BadPayloadException;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the frames of one client and puts its messages together. Called by Jetty from one thread at a time, with the
 * next frame only when it has been asked for.
 */
final class ClientSocket implements FrameHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSocket.class);

    private final Handshake handshake;
    private final Optional<String> stranger;
    private final EndpointContext context;
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private FrameType type = FrameType.TEXT;
    private @Nullable CoreSession session;
    private @Nullable EndpointClient client;

    /** @param stranger by which its failed authentications are counted; empty for the user's own programs */
    ClientSocket(Handshake handshake, Optional<String> stranger, EndpointContext context) {
        this.handshake = handshake;
        this.stranger = stranger;
        this.context = context;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        EndpointClient connected = new EndpointClient(handshake, stranger, (WebSocketCoreSession) opened, context);
        session = opened;
        client = connected;
        connected.opened();
        callback.succeeded();
        opened.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        EndpointClient connected = client;
        CoreSession open = session;
        if (connected == null || open == null) {
            callback.failed(new IllegalStateException("a frame before the WebSocket was open"));
            return;
        }
        connected.liveness().heard();
        switch (frame.getOpCode()) {
            case OpCode.CLOSE -> callback.succeeded();
            case OpCode.PING -> {
                connected.liveness().pinged(payload(frame));
                next(callback, open);
            }
            case OpCode.PONG -> next(callback, open);
            default -> data(frame, connected, callback, open);
        }
    }

    private void data(Frame frame, EndpointClient connected, Callback callback, CoreSession open) {
        if (connected.isEnding()) {
            next(callback, open);
            return;
        }
        if (frame.getOpCode() != OpCode.CONTINUATION) {
            type = frame.getOpCode() == OpCode.TEXT ? FrameType.TEXT : FrameType.BINARY;
        }
        int maxBytes = context.options().limits().maxMessageBytes();
        if (fragments.size() + (long) frame.getPayloadLength() > maxBytes) {
            callback.failed(new MessageTooLargeException(
                    "a message has more than the " + maxBytes + " bytes that maxMessageBytes allows"));
            return;
        }
        ByteBuffer message = payload(frame);
        if (!frame.isFin() || fragments.size() > 0) {
            fragments.writeBytes(BufferUtil.toArray(message));
            if (!frame.isFin()) {
                next(callback, open);
                return;
            }
            message = ByteBuffer.wrap(fragments.toByteArray());
            fragments.reset();
        }
        if (type == FrameType.TEXT && !isUtf8(message)) {
            callback.failed(new BadPayloadException("a text message is not valid UTF-8"));
        } else {
            connected.calls().send(type, message, () -> next(callback, open));
        }
    }

    private static boolean isUtf8(ByteBuffer text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(text.duplicate());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static void next(Callback callback, CoreSession open) {
        callback.succeeded();
        open.demand();
    }

    private static ByteBuffer payload(Frame frame) {
        ByteBuffer payload = frame.getPayload();
        return payload == null ? BufferUtil.EMPTY_BUFFER : payload;
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.debug("{}: the connection failed", handshake.info().name(), cause);
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        EndpointClient connected = client;
        if (connected != null) {
            connected.closed(status);
        }
        callback.succeeded();
    }
}
