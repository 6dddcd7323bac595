// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamConnector;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamListener;
import dev.wsproxy.upstream.UpstreamRequest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a shared connection, from the attempt to connect to its end. Every attempt listens for itself, so that
 * what an old socket still says is not taken for the new one's.
 */
final class Attempt implements UpstreamListener {
    /** RFC 6455, section 7.4.1. */
    private static final int NORMAL = 1000;

    private final SharedConnection connection;
    private final UpstreamConnector connector;
    private @Nullable UpstreamConnection socket;
    private boolean open;

    Attempt(SharedConnection connection, UpstreamConnector connector) {
        this.connection = connection;
        this.connector = connector;
    }

    UpstreamConnector connector() {
        return connector;
    }

    /** Called once, under the connection's lock like the following. */
    void connect(UpstreamRequest request) {
        socket = connector.connect(request, this);
    }

    void opened() {
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    SendResult send(FrameType type, ByteBuffer frame) {
        return socket == null || !open ? SendResult.NOT_CONNECTED : socket.send(type, frame);
    }

    /** Ends it with a close frame if it is open, else without. */
    void close() {
        if (socket != null && open) {
            socket.close(NORMAL, "");
        } else {
            abort();
        }
    }

    void abort() {
        if (socket != null) {
            socket.abort();
        }
    }

    @Override
    public void onOpen(UpstreamInfo info) {
        connection.upstreamOpened(this, info);
    }

    @Override
    public void onFrame(FrameType type, ByteBuffer data) {
        connection.upstreamFrame(this, type, data);
    }

    @Override
    public void onActivity() {
        connection.upstreamActivity(this);
    }

    @Override
    public void onClosed(Failure failure) {
        connection.upstreamOver(this, failure);
    }

    @Override
    public void onFailed(Failure failure) {
        connection.upstreamOver(this, failure);
    }
}
