// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static dev.wsproxy.broker.TestBench.URL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.Greeter;
import dev.wsproxy.protocol.GreeterPort;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that authenticate by message, before it is known which shared connection they belong to. */
class GreetingTest {
    private static final Failure WRONG = Failure.of(ErrorCode.AUTHENTICATION_FAILED, 402, "auth failed");

    @TempDir
    Path directory;

    private TestBench bench;
    private final List<Long> ticks = new ArrayList<>();

    /** Says welcome, lets the client open, and takes "key" for the right message and "wrong" for the wrong one. */
    private final class MessageGreeter implements Greeter {
        private final OpenRequest request;
        private final GreeterPort port;

        MessageGreeter(OpenRequest request, GreeterPort port) {
            this.request = request;
            this.port = port;
            port.opened();
            port.deliver(FrameType.TEXT, ByteBuffer.wrap("welcome".getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void frame(FrameType type, ByteBuffer frame) {
            switch (FakeProtocol.text(type, frame)) {
                case "key" ->
                    port.admit(
                            bench.protocol.key(request.url()),
                            new Admission(request.with(new Credentials("key", "secret")), true));
                case "wrong" -> port.refuse(WRONG);
                case "bug" -> throw new IllegalStateException("a bug");
                default -> port.deliver(type, ByteBuffer.wrap("what?".getBytes(StandardCharsets.UTF_8)));
            }
        }

        @Override
        public void tick(long nowNs) {
            ticks.add(nowNs);
        }
    }

    @BeforeEach
    void start() {
        bench = TestBench.ready(directory);
        bench.protocol.greeting = MessageGreeter::new;
    }

    private FakeClient greeted() {
        return bench.transport.join("by message").open(1, URL);
    }

    @Test
    void opensWithoutIdSoThatTheClientCanAuthenticate() {
        FakeClient client = greeted();
        assertThat(client.got()).containsExactly(new ClientEvent.Opened(0, false, "fake"), "welcome");
        assertThat(bench.broker.status().clients().get(0).connectionIds()).isEmpty();
        assertThat(bench.connector.sockets).isEmpty();
    }

    @Test
    void admitsNobodyWhoNeedsATokenAndHasPresentedNone() {
        FakeClient client =
                bench.transport.join(new ClientInfo("far", () -> 0, true)).open(1, URL);
        client.send(1, "key");
        assertThat(client.last()).isEqualTo(new ClientEvent.Closed(EntrustedAccounts.NO_TOKEN));
        assertThat(bench.connector.sockets).isEmpty();
    }

    @Test
    void talksToTheGreeterUntilItAdmits() {
        FakeClient client = greeted();
        client.send(1, "hello?");
        assertThat(client.last()).isEqualTo("what?");
    }

    @Test
    void tellsTheIdWhenTheClientIsAdmitted() {
        FakeClient client = greeted();
        client.send(1, "key");
        assertThat(client.got())
                .containsExactly(
                        new ClientEvent.Opened(0, false, "fake"), "welcome", new ClientEvent.Opened(1, true, "fake"));
        bench.connector.last().open();
        bench.connector.last().frame("data");
        assertThat(client.got()).as("it was opened before").hasSize(4).endsWith("data");
        client.send(1, "to the upstream");
        assertThat(bench.connector.last().sent).containsExactly("to the upstream");
    }

    @Test
    void sharesWithClientsThatCameOtherwise() {
        greeted().send(1, "key");
        bench.connector.last().open();
        FakeClient second = greeted();
        second.send(1, "key");
        assertThat(second.last()).isEqualTo(new ClientEvent.Opened(1, false, "fake"));
        assertThat(bench.connector.sockets).hasSize(1);
    }

    @Test
    void handsTheCredentialsOverWithTheAdmission() {
        List<Admission> admissions = new ArrayList<>();
        bench.protocol.onSession = admissions::add;
        greeted().send(1, "key");
        assertThat(admissions).singleElement().satisfies(admission -> {
            assertThat(admission.request().account()).isEqualTo("key");
            assertThat(admission.greeted()).isTrue();
        });
    }

    @Test
    void closesWhomTheGreeterRefusesAfterItOpened() {
        FakeClient client = greeted();
        client.send(1, "wrong");
        assertThat(client.last()).isEqualTo(new ClientEvent.Closed(WRONG));
        assertThat(client.session.send(1, FrameType.TEXT, ByteBuffer.allocate(1)))
                .isEqualTo(SendResult.CLOSED);
    }

    @Test
    void failsTheOpenOfWhomTheGreeterRefusesAtOnce() {
        bench.protocol.greeting = (request, port) -> {
            port.refuse(WRONG);
            port.opened();
            port.deliver(FrameType.TEXT, ByteBuffer.wrap("too late".getBytes(StandardCharsets.UTF_8)));
            port.admit(bench.protocol.key(request.url()), new Admission(request, false));
            return Greeter.DONE;
        };
        assertThat(greeted().got()).containsExactly(new ClientEvent.OpenFailed(WRONG));
        assertThat(bench.connector.sockets).isEmpty();
    }

    @Test
    void closesWhomABrokenGreeterWasServing() {
        FakeClient client = greeted();
        client.send(1, "bug");
        assertThat(client.last())
                .isInstanceOfSatisfying(
                        ClientEvent.Closed.class,
                        closed -> assertThat(closed.failure().code()).isEqualTo(ErrorCode.INTERNAL));
    }

    @Test
    void lettingTimePassEndsWithTheAdmission() {
        FakeClient client = greeted();
        bench.pass(Duration.ofMillis(100));
        assertThat(ticks).containsExactly(bench.nowNs.get());
        client.send(1, "key");
        bench.pass(Duration.ofMillis(100));
        assertThat(ticks).hasSize(1);
    }

    @Test
    void refusesSubscriptionsBeforeTheAdmission() {
        FakeClient client = greeted();
        SubscriptionRequest request = new SubscriptionRequest("trades", List.of("A"), "");
        client.session.subscribe(1, 7, request);
        assertThat(client.last()).isInstanceOfSatisfying(ClientEvent.SubscriptionRefused.class, refused -> {
            assertThat(refused.correlationId()).isEqualTo(7);
            assertThat(refused.failure().code()).isEqualTo(ErrorCode.NOT_AUTHENTICATED);
            assertThat(refused.failure().reason()).contains("send the provider's authentication message first");
        });
        client.session.unsubscribe(1, 8, request);
        assertThat(client.last()).isInstanceOf(ClientEvent.SubscriptionRefused.class);
    }

    @Test
    void closesAGreetedClientOnRequest() {
        FakeClient client = greeted();
        client.session.close(1);
        client.send(1, "key");
        assertThat(client.last()).isEqualTo(new ClientEvent.Closed(ClientConnection.LEFT));
        assertThat(bench.connector.sockets).isEmpty();
    }

    @Test
    void aGreetedClientGoesOnWaitingWhenTheUpstreamCannotBeReached() {
        FakeClient client = greeted();
        client.send(1, "key");
        Failure unreachable = Failure.of(ErrorCode.UNREACHABLE, "nobody there");
        bench.connector.last().fail(ErrorCode.UNREACHABLE, "nobody there");
        assertThat(client.last()).isEqualTo(new ClientEvent.Reconnecting(unreachable));
        bench.pass(Duration.ofMillis(250));
        bench.connector.last().open();
        assertThat(client.got())
                .as("nothing was missed")
                .endsWith(new ClientEvent.Reconnecting(unreachable), new ClientEvent.Reconnected());
        assertThat(bench.connector.sockets).hasSize(2);
    }

    @Test
    void closesGreetedClientsWhenTheirProtocolGoes() {
        FakeClient client = greeted();
        bench.broker.remove(bench.protocol);
        assertThat(client.last())
                .isInstanceOfSatisfying(
                        ClientEvent.Closed.class,
                        closed -> assertThat(closed.failure().reason())
                                .isEqualTo("the protocol fake was removed or replaced; open the connection again"));
    }
}
