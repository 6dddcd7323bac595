// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.LinkProbe;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.RecordedSession.Sent;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * A process that may open few files, and uses them up. What it is about to do without any it does once before, because the
 * JVM opens a file for every class that it loads.
 */
final class DescriptorShortageProgram {
    private static final Path FILE = Path.of("/dev/null");

    private final RuntimeDirectory directory;
    private final ShmClientTransport clients = new ShmClientTransport();
    private final Deque<Channel> open = new ArrayDeque<>();

    private DescriptorShortageProgram(RuntimeDirectory directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        DescriptorShortageProgram program = new DescriptorShortageProgram(new RuntimeDirectory(Path.of(arguments[1])));
        switch (arguments[0]) {
            case "connect" -> program.connect();
            case "accept" -> program.accept();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Prints how a client fails that can open nothing, or nothing but a socket, and how many files it leaves open. */
    private void connect() throws IOException {
        attempt();
        ShmTransport transport = new ShmTransport(directory, ShmOptions.DEFAULT, "test");
        transport.start(new ScriptedHost());
        client("client").close();
        transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "a client has connected once"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(directory.socket()));
            useUp();
            for (int free = 0; free < 2; free++) {
                ErrorCode code = attempt();
                System.out.println(code + ", " + leftOpen(free) + " left open");
                open.remove().close();
            }
        }
    }

    /** Whatever else this JVM closes meanwhile was not left open by the attempt. */
    private int leftOpen(int freeBefore) {
        return Math.max(0, freeBefore - useUp());
    }

    private ErrorCode attempt() {
        try {
            client("client").close();
            throw new AssertionError("a client has registered with nobody");
        } catch (FailureException e) {
            return e.code();
        }
    }

    /** Prints how many warnings it costs that clients wait who cannot be accepted, and that they are accepted in the end. */
    private void accept() throws Exception {
        ScriptedHost host = new ScriptedHost();
        ShmTransport transport = new ShmTransport(directory, ShmOptions.DEFAULT, "test");
        transport.start(host);
        ListAppender<ILoggingEvent> warnings = warnings();
        try (LinkProbe client = client("served")) {
            RecordedSession session = host.awaitClient();
            roundTrips(client, session);
            List<SocketChannel> waiting = sockets(4);
            useUp();
            for (SocketChannel socket : waiting) {
                socket.connect(UnixDomainSocketAddress.of(directory.socket()));
            }
            roundTrips(client, session);
            System.out.println(warnings.list.size());
            while (!open.isEmpty()) {
                open.remove().close();
            }
            client("late").close();
            System.out.println(host.awaitClient().info().name());
        } finally {
            transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "the test ends"));
        }
    }

    /** More than one, lest another thread closes a file just then and the only one is accepted. */
    private List<SocketChannel> sockets(int number) throws IOException {
        List<SocketChannel> sockets = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            sockets.add(SocketChannel.open(StandardProtocolFamily.UNIX));
        }
        open.addAll(sockets);
        return sockets;
    }

    private static ListAppender<ILoggingEvent> warnings() {
        Logger listener = (Logger) LoggerFactory.getLogger("dev.wsproxy.transport.shm.proxy.Listener");
        listener.setLevel(Level.WARN);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        listener.addAppender(appender);
        listener.setAdditive(false);
        listener.warn("logged once before there are no files");
        appender.list.clear();
        return appender;
    }

    /** Each takes at least one turn of the proxy's loop. */
    private static void roundTrips(LinkProbe client, RecordedSession session) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            client.link().request(new Send(1, FrameType.TEXT, ByteBuffer.wrap("ping".getBytes(UTF_8))).encode());
            session.await(Sent.class);
        }
    }

    private LinkProbe client(String name) {
        Hello hello = new Hello(WireVersion.CURRENT, false, 1, name, "test");
        return new LinkProbe(clients.connect(directory.path(), hello));
    }

    /** Opens all files that can be opened; returns how many. */
    private int useUp() {
        for (int opened = 0; ; opened++) {
            try {
                open.add(FileChannel.open(FILE));
            } catch (IOException e) {
                return opened;
            }
        }
    }
}
