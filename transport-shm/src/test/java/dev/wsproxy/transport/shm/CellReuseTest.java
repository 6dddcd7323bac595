// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.LinkProbe;
import dev.wsproxy.testkit.LinkProbe.Data;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.RecordedSession.Restated;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Restate;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cell of the flags page goes from one connection of a client to the next, and neither is told what is the other's. */
@Timeout(120)
class CellReuseTest {
    private static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");
    private static final int FORMER = 1;
    private static final int PRESENT = 2;

    private final ScriptedHost host = new ScriptedHost();
    private Path directory;
    private ShmTransport transport;
    private LinkProbe client;
    private RecordedSession session;

    @BeforeEach
    void connect() throws Exception {
        directory = SharedMemory.directory();
        transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        transport.start(host);
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), "client", "test");
        client = new LinkProbe(new ShmClientTransport().connect(directory, hello));
        session = host.awaitClient();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        transport.stop(ENDING);
        FileTree.delete(directory);
    }

    @Test
    void isNotToldTheEndOfAConnectionThatTheClientLeftBeforeTheProxyDid() throws Exception {
        try (Outlet former = transport.open(FORMER);
                Outlet present = transport.open(PRESENT)) {
            attach(former, FORMER);
            release(FORMER);
            attach(present, PRESENT);
            former.detach(0);
            deliver(present, 10);

            assertThat(client.await(Data.class, 10))
                    .allSatisfy(data -> assertThat(data.handle()).isEqualTo(PRESENT));
            client.drain();
            assertThat(client.arrivals()).hasSize(10);
        }
    }

    @Test
    void isFreeOnceBothEndsHaveLeftIt() throws Exception {
        try (Outlet outlet = transport.open(FORMER)) {
            for (int handle = 1; handle <= 2 * FlagsPage.CELLS; handle += 2) {
                attach(outlet, handle);
                client.link().release(handle);
                outlet.detach(0);
                attach(outlet, handle + 1);
                outlet.detach(0);
                client.drain();
            }
            awaitReleases();
            attach(outlet, 2 * FlagsPage.CELLS + 1);
            deliver(outlet, 10);
            client.await(Data.class, 10);

            assertThat(session.port().lagBytes())
                    .as("what the client has read is seen in its cell")
                    .isZero();
            assertThat(client.arrivals()).hasSize(10).hasOnlyElementsOfType(Data.class);
        }
    }

    private void attach(Outlet outlet, int handle) {
        outlet.attach(session.port(), handle, 0);
        client.drain();
    }

    private void release(int handle) throws InterruptedException {
        client.link().release(handle);
        awaitReleases();
    }

    /** What the client says on its control socket is heard in order. */
    private void awaitReleases() throws InterruptedException {
        client.drain();
        client.control(new Restate(0));
        session.await(Restated.class);
    }

    private static void deliver(Outlet outlet, int count) {
        Recipients recipients = new Recipients();
        recipients.add(0);
        for (int i = 0; i < count; i++) {
            outlet.deliver(FrameType.TEXT, i, i, ByteBuffer.wrap("data".getBytes(UTF_8)), recipients);
        }
    }
}
