// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit.websocket;

import dev.wsproxy.testkit.Deadlines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * Listens on a free port of 127.0.0.1 and hands connections to the test once their HTTP request has been read; what is
 * answered is the test's decision.
 */
public final class RawServer implements AutoCloseable {
    private final String scheme;
    private final ServerSocket listening;
    private final BlockingQueue<ServerConnection> accepted = new LinkedBlockingQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private RawServer(String scheme, ServerSocket listening) {
        this.scheme = scheme;
        this.listening = listening;
        start("raw-server", this::acceptAll);
    }

    public static RawServer start() throws IOException {
        return new RawServer("ws", listen(ServerSocketFactory.getDefault()));
    }

    /**
     * @param tls with the server's certificate and key
     * @param protocols the TLS versions to offer, for instance {@code TLSv1.2}; the JDK's own choice when none
     */
    public static RawServer start(SSLContext tls, String... protocols) throws IOException {
        SSLServerSocket listening = (SSLServerSocket) listen(tls.getServerSocketFactory());
        if (protocols.length > 0) {
            listening.setEnabledProtocols(protocols);
        }
        return new RawServer("wss", listening);
    }

    private static ServerSocket listen(ServerSocketFactory factory) throws IOException {
        return factory.createServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    }

    /** @param pathAndQuery for instance {@code /stream?x=1} */
    public URI uri(String pathAndQuery) {
        return uri("127.0.0.1", pathAndQuery);
    }

    public URI uri(String host, String pathAndQuery) {
        return URI.create(scheme + "://" + host + ":" + port() + pathAndQuery);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** The next connection; waits at most {@link Deadlines#GENEROUS}. */
    public ServerConnection accept() throws InterruptedException {
        ServerConnection connection = accepted.poll(Deadlines.GENEROUS.toMillis(), TimeUnit.MILLISECONDS);
        if (connection == null) {
            throw new AssertionError("No client connected within " + Deadlines.GENEROUS);
        }
        return connection;
    }

    /** How many connections wait for {@link #accept()}. */
    public int waiting() {
        return accepted.size();
    }

    /** Stops listening and drops every connection. */
    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                start("raw-server-handshake", () -> readRequest(socket));
            }
        } catch (IOException e) {
            // The listening socket has been closed: the thread ends.
        }
    }

    private void readRequest(Socket socket) {
        try {
            accepted.add(new ServerConnection(socket));
        } catch (IOException e) {
            // The client gave up, for instance because of the certificate.
            sockets.remove(socket);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
