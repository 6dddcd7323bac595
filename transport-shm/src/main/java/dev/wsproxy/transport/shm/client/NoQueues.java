// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.SendResult;
import dev.wsproxy.transport.LinkHandler;
import java.nio.ByteBuffer;

/** An administrator's link has a socket only; what it requests goes there. */
final class NoQueues implements LinkQueues {
    private final ControlSocket socket;

    NoQueues(ControlSocket socket) {
        this.socket = socket;
    }

    @Override
    public SendResult append(ByteBuffer message) {
        return socket.send(message);
    }

    @Override
    public int poll(LinkHandler handler, int limit) {
        return 0;
    }

    @Override
    public void finish(LinkHandler handler) {}

    @Override
    public boolean hasMore() {
        return false;
    }

    @Override
    public void sleeps(boolean sleeps) {}

    @Override
    public boolean isProxySilent(long nowNs) {
        return false;
    }

    @Override
    public void release(int handle) {}

    @Override
    public void leave(Runnable then) {
        then.run();
    }

    @Override
    public void close() {}
}
