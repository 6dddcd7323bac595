// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientTransport;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A transport that serves a directory, its clients, and a broker that does as it is told. */
abstract class TransportFixture {
    static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");

    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();
    Path directory = Path.of("");
    ScriptedHost host = new ScriptedHost();
    Transport transport = NoTransport.INSTANCE;

    /**
     * A transport that has not been started.
     *
     * @param maxConnectionBytes the most memory that one shared connection may take, or 0 for the transport's default
     */
    protected abstract Transport transport(Path directory, long maxConnectionBytes);

    /** The client's end of the same transport. */
    protected abstract ClientTransport clientTransport();

    /** A new directory, open to its owner only, on the file system that the transport is made for. */
    protected Path createDirectory() throws IOException {
        return Files.createTempDirectory("wsproxy-contract-");
    }

    @BeforeEach
    void startTransport() throws IOException {
        directory = createDirectory();
        start(0);
    }

    void start(long maxConnectionBytes) {
        host = new ScriptedHost();
        transport = transport(directory, maxConnectionBytes);
        transport.start(host);
    }

    @AfterEach
    void stopTransport() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        transport.stop(ENDING);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A registered client, and its session. */
    record Registered(LinkProbe probe, RecordedSession session) {}

    Registered register(String name) throws InterruptedException {
        LinkProbe probe = connect(hello(name, false));
        return new Registered(probe, host.awaitClient());
    }

    LinkProbe connect(Hello hello) {
        LinkProbe probe = new LinkProbe(clientTransport().connect(directory, hello));
        opened.add(probe);
        return probe;
    }

    Outlet outlet(long connectionId) {
        Outlet outlet = transport.open(connectionId);
        opened.add(outlet);
        return outlet;
    }

    static Hello hello(String name, boolean administration) {
        return new Hello(
                WireVersion.CURRENT, administration, ProcessHandle.current().pid(), name, "contract");
    }

    static Recipients slots(int... slots) {
        Recipients recipients = new Recipients();
        for (int slot : slots) {
            recipients.add(slot);
        }
        return recipients;
    }

    static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    static ByteBuffer send(int handle, String text) {
        return new Send(handle, FrameType.TEXT, utf8(text)).encode();
    }

    static String text(byte[] data) {
        return new String(data, UTF_8);
    }

    static void deliver(Outlet outlet, String text, int... slots) {
        outlet.deliver(FrameType.TEXT, System.nanoTime(), 1_000, utf8(text), slots(slots));
    }

    static List<String> texts(LinkProbe probe, int handle) {
        return probe.arrivals(LinkProbe.Data.class).stream()
                .filter(data -> data.handle() == handle)
                .map(data -> text(data.payload()))
                .toList();
    }
}
