// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.transport.ClientEvent.SubscriptionChanged;
import dev.wsproxy.transport.ClientEvent.SubscriptionRefused;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the broker relies on in every protocol plugin. Extend it, say how your provider's server behaves, and run it as
 * the JUnit test that it is. {@link SessionHarness} checks more at each call; use it in your own tests too.
 */
public abstract class ProtocolContract {
    private static final long NOW_NS = 1;

    /** The plugin. */
    protected abstract Protocol protocol();

    /** A request that the plugin admits at once, with every secret that a request may hold; equal at each call. */
    protected abstract OpenRequest request();

    /** Texts that must show up nowhere: the secrets of {@link #request()}. */
    protected abstract List<String> secrets();

    /**
     * Plays the server on a connection that has just opened, until the session is ready: its welcome, and its answers to
     * what the session has sent.
     */
    protected abstract void establish(SessionHarness session);

    /** Makes sure that a client which has joined an established session receives {@link #data(int)}. */
    protected abstract void subscribe(SessionHarness session, int slot);

    /** A message from the server as a client that is subscribed receives it; another one for each number. */
    protected abstract String data(int number);

    /** In which frames clients receive {@link #data(int)}. */
    protected FrameType frameType() {
        return FrameType.TEXT;
    }

    /** A subscription of {@link #subscribe} as a channel and a symbol. */
    protected abstract String channel();

    /** The symbol that goes with {@link #channel()}. */
    protected abstract String symbol();

    /** The request text for that subscription, if the plugin needs one. */
    protected String requestText() {
        return "";
    }

    private SessionHarness established() {
        SessionHarness session = new SessionHarness(protocol(), request());
        session.join(request());
        session.open();
        establish(session);
        return session;
    }

    @Test
    void hasAName() {
        assertThat(protocol().name())
                .matches("[a-z][a-z0-9-]*")
                .isEqualTo(protocol().name());
    }

    @Test
    void answersHowWellItFitsAnyUrl() {
        for (String url :
                List.of(request().url(), "wss://example.org", "ws://[::1]:80/x", "mailto:a@b", "/relative", "")) {
            assertThat(protocol().affinity(URI.create(url)))
                    .as("affinity of <%s>", url)
                    .isBetween(0, 100);
        }
        assertThat(protocol().affinity(URI.create(request().url()))).isPositive();
    }

    @Test
    void givesEqualRequestsTheSameKey() {
        SessionHarness one = new SessionHarness(protocol(), request());
        SessionHarness other = new SessionHarness(protocol(), request());
        assertThat(one.key()).isEqualTo(other.key());
        assertThat(one.key().protocol()).isEqualTo(protocol().name());
    }

    @Test
    void showsNoSecret() {
        SessionHarness session = established();
        String shown = session.key() + " " + session.key().endpoint() + " " + session.session() + " "
                + session.session().upstreamRequest();
        assertThat(shown).doesNotContain(secrets());
        assertThat(session.key().identity()).doesNotContain(secrets());
    }

    @Test
    void connectsToAWebSocket() {
        SessionHarness session = new SessionHarness(protocol(), request());
        assertThat(session.session().upstreamRequest().uri().getScheme()).isIn("ws", "wss");
    }

    @Test
    void opensTheClientThatCausedTheConnection() {
        SessionHarness session = established();
        assertThat(session.port().calls()).contains(new PortCall.Opened(0), new PortCall.Ready());
    }

    @Test
    void opensAClientThatJoinsLater() {
        SessionHarness session = established();
        int slot = session.join(request());
        assertThat(session.port().calls()).contains(new PortCall.Opened(slot));
    }

    @Test
    void settlesEveryOpenWhenTheUpstreamCannotBeReached() {
        SessionHarness session = new SessionHarness(protocol(), request());
        session.join(request());
        session.join(request());
        Failure unreachable = Failure.of(ErrorCode.UNREACHABLE, "nobody listens there");
        session.lose(unreachable);
        assertThat(session.port().calls())
                .contains(new PortCall.Refused(0, unreachable), new PortCall.Refused(1, unreachable));
    }

    @Test
    void letsARefusedClientLeaveBeforeTheCallReturns() {
        SessionHarness session = new SessionHarness(protocol(), request());
        session.leaveAtOnce();
        session.join(request());
        session.join(request());
        session.lose(Failure.of(ErrorCode.UNREACHABLE, "nobody listens there"));
        assertThat(session.port().of(PortCall.Refused.class)).hasSize(2);
    }

    @Test
    void deliversToEverySubscriberAndKeepsNoBuffer() {
        SessionHarness session = established();
        int second = session.join(request());
        subscribe(session, 0);
        subscribe(session, second);
        session.receive(data(1));
        session.receive(data(2));
        assertThat(session.port().received(0)).containsSequence(data(1), data(2));
        assertThat(session.port().received(second)).containsSequence(data(1), data(2));
    }

    @Test
    void deliversNothingToASlotThatWasLeft() {
        SessionHarness session = established();
        int second = session.join(request());
        subscribe(session, 0);
        subscribe(session, second);
        session.leave(second);
        session.receive(data(1));
        session.pass(Duration.ofSeconds(5));
        session.receive(data(2));
        assertThat(session.port().received(0)).containsSequence(data(1), data(2));
        assertThat(session.port().received(second)).doesNotContain(data(1), data(2));
    }

    @Test
    void startsAfreshWithAClientInAReusedSlot() {
        SessionHarness session = established();
        int second = session.join(request());
        session.leave(second);
        session.port().clear();
        assertThat(session.join(request())).isEqualTo(second);
        assertThat(session.port().calls()).contains(new PortCall.Opened(second));
        subscribe(session, second);
        session.receive(data(1));
        assertThat(session.port().received(second)).contains(data(1));
    }

    @Test
    void isReadyAgainAfterALossBeforeDataFlows() {
        SessionHarness session = established();
        subscribe(session, 0);
        session.lose();
        session.port().clear();
        session.open();
        establish(session);
        session.receive(data(1));
        assertThat(session.port().calls())
                .containsSubsequence(new PortCall.Ready(), new PortCall.Delivered(frameType(), data(1), Set.of(0)));
    }

    @Test
    void keepsClientsThroughSeveralLosses() {
        SessionHarness session = established();
        subscribe(session, 0);
        for (int i = 1; i <= 3; i++) {
            session.lose();
            session.lose();
            session.open();
            establish(session);
            session.receive(data(i));
        }
        assertThat(session.port().received(0)).contains(data(1), data(2), data(3));
        assertThat(session.port().of(PortCall.Refused.class)).isEmpty();
    }

    @Test
    void answersARequestToSubscribeWithItsCorrelationId() {
        SessionHarness session = established();
        subscribe(session, 0);
        int second = session.join(request());
        SubscriptionRequest request = new SubscriptionRequest(channel(), List.of(symbol()), requestText());
        long subscribed = session.subscribe(second, request);
        long unsubscribed = session.unsubscribe(second, request);
        assertThat(session.port().events(second).stream().filter(SubscriptionChanged.class::isInstance))
                .extracting("correlationId")
                .containsExactly(subscribed, unsubscribed);
    }

    @Test
    void answersRequestsForNonsense() {
        SessionHarness session = established();
        long id = session.subscribe(0, "no such channel", "no such symbol");
        session.pass(Duration.ofSeconds(1));
        assertThat(session.port().events(0))
                .anyMatch(event -> event instanceof SubscriptionRefused refused && refused.correlationId() == id
                        || event instanceof SubscriptionChanged changed && changed.correlationId() == id);
    }

    @Test
    void survivesRubbishFromTheUpstream() {
        SessionHarness session = established();
        subscribe(session, 0);
        for (byte[] rubbish : rubbish()) {
            assertThatCode(() -> session.receive(FrameType.TEXT, rubbish)).doesNotThrowAnyException();
            assertThatCode(() -> session.receive(FrameType.BINARY, rubbish)).doesNotThrowAnyException();
        }
        session.receive(data(1));
        assertThat(session.port().received(0)).contains(data(1));
    }

    @Test
    void survivesRubbishFromAClientAndSparesTheOthers() {
        SessionHarness session = established();
        int second = session.join(request());
        subscribe(session, 0);
        session.port().clear();
        for (byte[] rubbish : rubbish()) {
            assertThat(session.send(second, FrameType.TEXT, rubbish)).isNotNull();
        }
        assertThat(session.port().received(0)).isEmpty();
        session.receive(data(1));
        assertThat(session.port().received(0)).containsExactly(data(1));
    }

    @Test
    void ignoresRequestsOfSlotsThatNobodyIsIn() {
        SessionHarness session = established();
        assertThatCode(() -> {
                    session.subscribe(7, channel(), symbol());
                    session.unsubscribe(7, channel(), symbol());
                    session.leave(7);
                    session.send(7, "late");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void greetsWithoutClock() {
        RecordingGreeterPort port = new RecordingGreeterPort();
        protocol()
                .greet(request(), port, NOW_NS)
                .tick(NOW_NS + Duration.ofDays(1).toNanos());
        assertThat(port.refusal())
                .as("an admitted client is refused by its greeter")
                .isEmpty();
    }

    private List<byte[]> rubbish() {
        byte[] random = new byte[1000];
        new Random(1).nextBytes(random);
        byte[] valid = data(1).getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(valid, valid.length / 2);
        return List.of(new byte[0], random, cut, "{\"".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xFF});
    }
}
