// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamConnector;
import dev.wsproxy.upstream.UpstreamListener;
import dev.wsproxy.upstream.UpstreamRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Remembers every socket that was asked for. */
final class FakeConnector implements UpstreamConnector {
    final List<FakeSocket> sockets = new CopyOnWriteArrayList<>();

    /** Done with every socket before {@code connect} returns. */
    Consumer<FakeSocket> inline = socket -> {};

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public boolean supports(String scheme) {
        return scheme.equals("ws") || scheme.equals("wss");
    }

    @Override
    public UpstreamConnection connect(UpstreamRequest request, UpstreamListener listener) {
        FakeSocket socket = new FakeSocket(request, listener);
        sockets.add(socket);
        inline.accept(socket);
        return socket;
    }

    FakeSocket last() {
        return sockets.get(sockets.size() - 1);
    }
}
