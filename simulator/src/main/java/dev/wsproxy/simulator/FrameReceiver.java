// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the frames of one WebSocket connection and puts messages together. Works on frames because a simulator has
 * to misbehave, which an API of messages does not allow. Called by Jetty, from one thread at a time.
 */
final class FrameReceiver implements FrameHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FrameReceiver.class);

    private final Venue venue;
    private final Feed feed;
    private final Encoding encoding;
    private final int limit;
    private final @Nullable Account presented;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private boolean binary;
    private @Nullable Connection connection;

    /** @param presented the credentials in the headers of the upgrade, if there are any */
    FrameReceiver(Venue venue, Feed feed, Encoding encoding, @Nullable Account presented) {
        this.venue = venue;
        this.feed = feed;
        this.encoding = encoding;
        this.limit = venue.options().requestLimitBytes();
        this.presented = presented;
    }

    @Override
    public void onOpen(CoreSession core, Callback callback) {
        Connection opened = new Connection(core, feed, encoding, venue);
        connection = opened;
        venue.add(opened);
        opened.session().welcome(presented);
        callback.succeeded();
        core.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        Connection open = connection;
        if (open == null) {
            callback.failed(new IllegalStateException("a frame before the connection was open"));
        } else if (frame.getOpCode() == OpCode.CLOSE) {
            open.closing(callback);
        } else if (message.size() + (long) frame.getPayloadLength() > limit) {
            callback.failed(new MessageTooLargeException("message: limit=" + limit + " bytes"));
        } else {
            receive(frame, open);
            callback.succeeded();
            open.demand();
        }
    }

    private void receive(Frame frame, Connection open) {
        ByteBuffer payload = frame.getPayload();
        switch (frame.getOpCode()) {
            case OpCode.PING -> open.pong(BufferUtil.toArray(payload));
            case OpCode.PONG -> open.onPong();
            default -> {
                binary = frame.getOpCode() == OpCode.CONTINUATION ? binary : frame.getOpCode() == OpCode.BINARY;
                message.writeBytes(BufferUtil.toArray(payload));
                if (frame.isFin()) {
                    open.onMessage(message.toByteArray(), binary);
                    message.reset();
                }
            }
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.debug("Connection failed: feed={}", feed.path(), cause);
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        Connection open = connection;
        if (open != null) {
            open.closed(status);
        }
        callback.succeeded();
    }
}
