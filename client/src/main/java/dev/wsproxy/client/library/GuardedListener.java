// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.Failure;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's listener, whose exceptions are logged and go no further. */
final class GuardedListener implements ClientListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    private final String client;
    private final ClientListener listener;

    GuardedListener(String client, ClientListener listener) {
        this.client = client;
        this.listener = listener;
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        // Not through call(): this is the hot path, and a lambda that captures is an object.
        try {
            listener.onMessage(connection, message);
        } catch (Throwable e) {
            failed("onMessage", connection.id(), e);
        }
    }

    @Override
    public void onOpened(Connection connection) {
        call("onOpened", connection.id(), () -> listener.onOpened(connection));
    }

    @Override
    public void onClosed(Connection connection, Failure reason) {
        call("onClosed", connection.id(), () -> listener.onClosed(connection, reason));
    }

    @Override
    public void onError(Connection connection, Failure failure) {
        call("onError", connection.id(), () -> listener.onError(connection, failure));
    }

    @Override
    public void onGap(Connection connection, Gap gap) {
        call("onGap", connection.id(), () -> listener.onGap(connection, gap));
    }

    @Override
    public void onReconnecting(Connection connection, Failure reason) {
        call("onReconnecting", connection.id(), () -> listener.onReconnecting(connection, reason));
    }

    @Override
    public void onReconnected(Connection connection) {
        call("onReconnected", connection.id(), () -> listener.onReconnected(connection));
    }

    @Override
    public void onProxyDisconnected(Failure reason) {
        call("onProxyDisconnected", 0, () -> listener.onProxyDisconnected(reason));
    }

    private void call(String callback, long connectionId, Runnable body) {
        try {
            body.run();
        } catch (Throwable e) {
            failed(callback, connectionId, e);
        }
    }

    private void failed(String callback, long connectionId, Throwable e) {
        try {
            LOG.error("Callback failed: client={} connection={} callback={}", client, connectionId, callback, e);
        } catch (VirtualMachineError again) {
            // No memory to say so; the next message may find some.
        }
        if (e instanceof InternalError fault) {
            // What the callback was to read is not there: a fault in mapped memory, and none of the application's.
            throw fault;
        }
    }
}
