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
import dev.wsproxy.testkit.LinkProbe.Event;
import dev.wsproxy.testkit.LinkProbe.Lost;
import dev.wsproxy.testkit.LinkProbe.MemoryFull;
import dev.wsproxy.testkit.LinkProbe.Overtaken;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The file system of the shared memory is full: nobody is left in the dark about what that costs. */
@Timeout(120)
class MemoryFullTest {
    private static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");
    private static final int HANDLE = 1;
    private static final int BURST = 20_000;

    private SmallFileSystem small;
    private Path directory;

    @BeforeEach
    void mount() throws Exception {
        small = SmallFileSystem.mount("8m");
        directory = FileTree.create(small.path().resolve("wsproxy"));
    }

    @AfterEach
    void unmount() throws Exception {
        if (small != null) {
            small.close();
        }
    }

    @Test
    void tellsAClientInAnotherProcessWhatIsLostWhileThatLasts() throws Exception {
        try (OtherJvm proxy = OtherJvm.start(ProxyProgram.class, directory)) {
            proxy.line();
            try (LinkProbe client = connect()) {
                deliver(proxy, 1);
                client.await(Data.class, 1);
                small.fill();
                deliver(proxy, BURST);

                client.pollUntil("everything to be accounted for", () -> account(client) == BURST + 1);

                assertThat(client.arrivals(MemoryFull.class))
                        .isNotEmpty()
                        .allSatisfy(loss -> assertThat(loss.lastSequence()).isZero());
                assertThat(client.arrivals(Overtaken.class)).isEmpty();
                int firstLoss = client.arrivals()
                        .indexOf(client.arrivals(MemoryFull.class).get(0));
                assertThat(client.arrivals()
                                .subList(firstLoss, client.arrivals().size()))
                        .as("in order: after everything that found room")
                        .doesNotHaveAnyElementsOfTypes(Data.class);

                small.free();
                int sent = BURST + 1;
                int before = client.arrivals(Data.class).size();
                while (client.arrivals(Data.class).size() == before) {
                    deliver(proxy, 1);
                    sent++;
                    client.drain();
                }
                int total = sent;
                client.pollUntil("the rest to be accounted for", () -> account(client) == total);
                assertThat(client.arrivals(Overtaken.class)).isEmpty();
            }
        }
    }

    @Test
    void tellsAClientWhatWasLostWhenItsProxyDies() throws Exception {
        try (OtherJvm proxy = OtherJvm.start(ProxyProgram.class, directory)) {
            proxy.line();
            try (LinkProbe client = connect()) {
                deliver(proxy, 1);
                client.await(Data.class, 1);
                small.fill();
                deliver(proxy, BURST);
                proxy.kill();

                client.await(Lost.class, 1);

                assertThat(account(client)).isEqualTo(BURST + 1);
            }
        }
    }

    @Test
    void letsAClientLeaveWithAnExactAccountOfItsOwn() throws Exception {
        ScriptedHost host = new ScriptedHost();
        ShmTransport transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        transport.start(host);
        try (LinkProbe former = connect();
                Outlet outlet = transport.open(1)) {
            outlet.attach(host.awaitClient().port(), HANDLE, 0);
            try (LinkProbe present = connect()) {
                small.fill();
                deliver(outlet, "former", BURST);
                assertThat(outlet.isFull()).isTrue();
                long lost = outlet.lostMessages();
                outlet.deliver(new ClientEvent.Closed(Failure.of(ErrorCode.CLOSED, "left")), recipients());
                outlet.detach(0);

                former.pollUntil(
                        "the end",
                        () -> former.arrivals(Event.class).stream()
                                .anyMatch(event -> event.event() instanceof ClientEvent.Closed));
                assertThat(account(former)).isEqualTo(BURST);
                assertThat(missed(former)).isEqualTo(lost);
                Event end = former.arrivals(Event.class)
                        .get(former.arrivals(Event.class).size() - 1);
                assertThat(((ClientEvent.Closed) end.event()).failure().code()).isEqualTo(ErrorCode.MEMORY_FULL);

                outlet.attach(host.awaitClient().port(), HANDLE, 0);
                deliver(outlet, "present", 10);
                small.free();
                while (outlet.isFull()) {
                    deliver(outlet, "present", 1);
                }
                long sent = outlet.lostMessages() - lost + 1;
                present.pollUntil("its own", () -> account(present) == sent);
                former.drain();
                assertThat(account(former)).isEqualTo(BURST);
                assertThat(former.arrivals(Lost.class)).as("its link").isEmpty();
            }
        } finally {
            transport.stop(ENDING);
        }
    }

    private static void deliver(OtherJvm proxy, int count) throws IOException {
        proxy.say(count);
        proxy.line();
    }

    private static void deliver(Outlet outlet, String text, int count) {
        ByteBuffer message = ByteBuffer.wrap(text.getBytes(UTF_8));
        for (int i = 0; i < count; i++) {
            outlet.deliver(FrameType.TEXT, i, i, message, recipients());
        }
    }

    private static Recipients recipients() {
        Recipients recipients = new Recipients();
        recipients.add(0);
        return recipients;
    }

    private static long account(LinkProbe client) {
        return client.arrivals(Data.class).size() + missed(client);
    }

    private static long missed(LinkProbe client) {
        return client.arrivals(MemoryFull.class).stream()
                .mapToLong(MemoryFull::missed)
                .sum();
    }

    private LinkProbe connect() {
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), "client", "test");
        return new LinkProbe(new ShmClientTransport().connect(directory, hello));
    }
}
