// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.Failure;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down every callback, in order. */
class Recorder implements ClientListener {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<Gap> gaps = new CopyOnWriteArrayList<>();

    @Override
    public void onMessage(Connection connection, Message message) {
        calls.add("message " + message.sequence() + " " + message.text() + " remaining=" + message.remaining());
    }

    @Override
    public void onOpened(Connection connection) {
        calls.add("opened " + connection.id());
    }

    @Override
    public void onClosed(Connection connection, Failure reason) {
        calls.add("closed " + reason);
    }

    @Override
    public void onError(Connection connection, Failure failure) {
        calls.add("error " + failure);
    }

    @Override
    public void onGap(Connection connection, Gap gap) {
        gaps.add(gap);
        calls.add("gap " + gap.cause() + " " + gap.missed());
    }

    @Override
    public void onReconnecting(Connection connection, Failure reason) {
        calls.add("reconnecting " + connection.state());
    }

    @Override
    public void onReconnected(Connection connection) {
        calls.add("reconnected " + connection.state());
    }

    @Override
    public void onProxyDisconnected(Failure reason) {
        calls.add("proxy disconnected " + reason);
    }
}
