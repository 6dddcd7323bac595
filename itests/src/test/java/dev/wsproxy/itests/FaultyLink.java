// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A relay in front of a server, which fails as networks and servers do. */
final class FaultyLink implements AutoCloseable {
    /** What becomes of those who connect from now on. */
    enum Welcome {
        RELAY,
        HANG_UP,
        SAY_NOTHING
    }

    private final ServerSocket listener;
    private final Set<LinkedPair> pairs = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile Welcome welcome = Welcome.RELAY;

    private FaultyLink(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** @param target port of this machine to which connections are relayed */
    static FaultyLink to(int target) throws IOException {
        FaultyLink link = new FaultyLink(target);
        Thread thread = new Thread(link::accept, "faulty-link");
        thread.setDaemon(true);
        thread.start();
        return link;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                accept(listener.accept());
            } catch (IOException e) {
                continue; // one that could not be relayed, or the end
            }
        }
    }

    private void accept(Socket near) throws IOException {
        Welcome now = welcome;
        if (now == Welcome.HANG_UP) {
            near.close();
            return;
        }
        Socket far = now == Welcome.RELAY ? connect(near) : new Socket();
        LinkedPair pair = new LinkedPair(near, far, pairs::remove);
        pairs.add(pair);
        if (now == Welcome.RELAY) {
            pair.start();
        }
    }

    private Socket connect(Socket near) throws IOException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            near.close();
            throw e;
        }
    }

    /** A URL on this link. */
    String url(String scheme, String host, String path) {
        return scheme + "://" + host + ":" + listener.getLocalPort() + path;
    }

    String url(String path) {
        return url("ws", "127.0.0.1", path);
    }

    /** Those who connect from now on reach another server. */
    void target(int port) {
        target = port;
    }

    void welcome(Welcome next) {
        welcome = next;
    }

    /** How many connections there are, those that get no answer included. */
    int connections() {
        return pairs.size();
    }

    /** Resets the connections that there are. */
    void reset() {
        pairs.forEach(LinkedPair::reset);
    }

    /** Ends their streams without a word of WebSocket. */
    void endOfFile() {
        pairs.forEach(LinkedPair::endOfFile);
    }

    /** From now on nothing comes through them, either way, and they stay. */
    void stall() {
        pairs.forEach(LinkedPair::stall);
    }

    /** Sends bytes to the clients, between two frames of the server. */
    void inject(byte[] frame) {
        for (LinkedPair pair : pairs) {
            try {
                pair.inject(frame);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        reset();
    }
}
