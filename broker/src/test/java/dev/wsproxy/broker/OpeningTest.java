// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static dev.wsproxy.broker.TestBench.URL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.OpenRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpeningTest {
    @TempDir
    Path directory;

    private TestBench bench;

    @BeforeEach
    void start() {
        bench = TestBench.ready(directory);
    }

    private static OpenRequest with(String protocol) {
        return new OpenRequest(URL, "", "", Map.of(), List.of(), List.of(), protocol);
    }

    /** The only thing that the client got: that its open failed. */
    private static Failure failure(FakeClient client) {
        assertThat(client.got()).singleElement().isInstanceOf(ClientEvent.OpenFailed.class);
        return ((ClientEvent.OpenFailed) client.last()).failure();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://example.org/secret | the URL's scheme is http
            example.org/secret        | the URL has no scheme
            wss:///secret             | the URL names no host
            wss://h/%zz/secret        | malformed at character 9: Malformed escape pair
            wss://under_score/secret  | names no host, or one with characters that host names do not have
            wss://h:99999/secret      | the URL's port is 99999, ports are 1 to 65535
            wss://h:0/secret          | the URL's port is 0
            wss://h/x#secret          | the URL has a fragment
            ''                        | the URL has no scheme
            """)
    void refusesABadUrlWithASentenceThatHelpsAndRepeatsNoSecret(String url, String sentence) {
        Failure failure = failure(bench.transport.join("typo").open(1, url));
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_URL);
        assertThat(failure.reason())
                .contains(sentence)
                .contains("write ws://HOST[:PORT]/PATH")
                .doesNotContain("secret");
        assertThat(bench.connector.sockets).isEmpty();
    }

    @Test
    void readsTheSchemeInUpperCase() {
        assertThat(WebSocketUrl.parse("WSS://[::1]:8443/Feed?a=b").getHost()).isEqualTo("[::1]");
    }

    @Test
    void takesTheProtocolThatFitsBest() {
        FakeProtocol better = new FakeProtocol("better", 50);
        bench.broker.add(better);
        bench.broker.add(new FakeProtocol("worse", 1));
        assertThat(bench.openClient("one").opened().protocol()).isEqualTo("better");
    }

    @Test
    void takesTheProtocolThatIsAskedForWhateverItsAffinity() {
        bench.broker.add(new FakeProtocol("unfit", 0));
        FakeClient client = bench.transport.join("one");
        client.session.open(1, with("unfit"));
        bench.connector.last().open();
        assertThat(client.opened().protocol()).isEqualTo("unfit");
    }

    @Test
    void takesTheLatestOfTwoProtocolsWithOneName() {
        FakeProtocol successor = new FakeProtocol("fake", 10);
        bench.broker.add(successor);
        bench.openClient("one");
        assertThat(successor.sessions).hasSize(1);
        assertThat(bench.protocol.sessions).isEmpty();
    }

    @Test
    void waitsAWhileForAProtocolThatIsNotThereYet() {
        bench.broker.remove(bench.protocol);
        FakeClient early = bench.transport.join("early").open(1, URL);
        bench.pass(Duration.ofMillis(2_900));
        assertThat(early.got()).isEmpty();
        bench.broker.add(bench.protocol);
        bench.pass(Duration.ofMillis(200));
        bench.connector.last().open();
        assertThat(early.got()).containsExactly(new ClientEvent.Opened(1, true, "fake"));
    }

    @Test
    void refusesWhenNoProtocolFits() {
        bench.broker.remove(bench.protocol);
        bench.broker.add(new FakeProtocol("picky", 0));
        FakeClient client = bench.transport.join("one").open(1, URL);
        bench.pass(Duration.ofSeconds(3));
        assertThat(failure(client).code()).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(failure(client).reason()).isEqualTo("no installed protocol fits the URL; installed are: [picky]");
    }

    @Test
    void refusesWhenTheNamedProtocolIsNotInstalled() {
        FakeClient client = bench.transport.join("one");
        client.session.open(1, with("nasdaq"));
        bench.pass(Duration.ofSeconds(3));
        assertThat(failure(client).code()).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(failure(client).reason()).isEqualTo("no protocol named nasdaq is installed; installed are: [fake]");
    }

    @Test
    void aClientThatLeavesWhileItWaitsForAProtocolIsForgotten() {
        bench.broker.remove(bench.protocol);
        FakeClient client = bench.transport.join("one").open(1, URL);
        client.session.close(1);
        bench.broker.add(bench.protocol);
        bench.pass(Duration.ofSeconds(5));
        assertThat(client.got()).containsExactly(new ClientEvent.Closed(ClientConnection.LEFT));
        assertThat(bench.connector.sockets).isEmpty();
    }

    @Test
    void waitsAWhileForAConnectorThatIsNotThereYet() {
        bench.broker.remove(bench.connector);
        FakeClient early = bench.transport.join("early").open(1, URL);
        bench.pass(Duration.ofMillis(2_900));
        assertThat(early.got()).isEmpty();
        bench.broker.add(bench.connector);
        bench.connector.last().open();
        assertThat(early.opened().created()).isTrue();
    }

    @Test
    void refusesWhenThereIsNoConnector() {
        bench.broker.remove(bench.connector);
        FakeClient client = bench.transport.join("one").open(1, URL);
        bench.pass(Duration.ofSeconds(3));
        assertThat(failure(client).code()).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(failure(client).reason()).contains("no connector for wss URLs is installed", "wsproxy-upstream");
        assertThat(bench.broker.status().connections()).isEmpty();
    }

    @Test
    void refusesEveryoneWhoWaitsWhenTheFirstAttemptFails() {
        FakeClient first = bench.transport.join("first").open(1, URL);
        FakeClient second = bench.transport.join("second").open(1, URL);
        bench.connector.last().fail(ErrorCode.UNREACHABLE, "nobody listens on example.org:443; check the host");
        for (FakeClient client : List.of(first, second)) {
            assertThat(failure(client))
                    .isEqualTo(Failure.of(ErrorCode.UNREACHABLE, "nobody listens on example.org:443; check the host"));
        }
        assertThat(bench.session().calls).containsExactly("joined 0", "joined 1", "left 0", "left 1");
        assertThat(bench.broker.status().connections()).isEmpty();
        bench.pass(Duration.ofMinutes(2));
        assertThat(bench.connector.sockets).as("nobody is left to connect for").hasSize(1);
    }

    @Test
    void refusesWhoWaitsWhenTheUpstreamIsLostBeforeTheSessionIsReady() {
        FakeClient client = bench.transport.join("first").open(1, URL);
        bench.session().onOpened = () -> {};
        bench.connector.last().open();
        bench.connector.last().lose("the server hung up");
        assertThat(failure(client).reason()).isEqualTo("the server hung up");
    }

    @Test
    void refusesWhoWaitsWhenTheUpstreamRefusesTheSession() {
        FakeClient client = bench.transport.join("first").open(1, URL);
        Failure limit = Failure.of(ErrorCode.CONNECTION_LIMIT, 406, "another program holds the connection; stop it");
        bench.session().onOpened = () -> bench.session().port.failed(limit, Retry.SLOWLY);
        bench.connector.last().open();
        assertThat(failure(client)).isEqualTo(limit);
        assertThat(bench.connector.last().closed).isTrue();
        assertThat(bench.broker.status().connections()).isEmpty();
    }

    @Test
    void whoTriesAgainAfterAFailureGetsANewConnection() {
        bench.transport.join("first").open(1, URL);
        bench.connector.last().fail(ErrorCode.UNREACHABLE, "no");
        FakeClient second = bench.openClient("second");
        assertThat(second.got()).containsExactly(new ClientEvent.Opened(2, true, "fake"));
    }

    @Test
    void refusesWhomTheProtocolDoesNotTake() {
        Failure invalid = Failure.of(ErrorCode.INVALID_REQUEST, "this provider needs credentials");
        bench.protocol.greeting = (request, port) -> {
            throw new FailureException(invalid);
        };
        assertThat(failure(bench.transport.join("one").open(1, URL))).isEqualTo(invalid);
    }

    @Test
    void refusesWhenTheProtocolBreaks() {
        bench.protocol.greeting = (request, port) -> {
            throw new IllegalStateException("a bug with a s3cret");
        };
        Failure failure = failure(bench.transport.join("one").open(1, URL));
        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failure.reason()).contains("log has the details").doesNotContain("s3cret");
    }

    @Test
    void refusesWhenTheProtocolCannotMakeASession() {
        Failure invalid = Failure.of(ErrorCode.INVALID_REQUEST, "no such feed");
        bench.protocol.refusal = new FailureException(invalid);
        FakeClient first = bench.transport.join("one").open(1, URL);
        assertThat(failure(first)).isEqualTo(invalid);
        assertThat(bench.broker.status().connections()).isEmpty();

        bench.protocol.refusal = null;
        assertThat(bench.openClient("two").opened().created()).isTrue();
    }

    @Test
    void refusesWhenTheTransportCannotOpenAnOutlet() {
        Failure full = Failure.of(ErrorCode.BAD_DIRECTORY, "no space left in /dev/shm");
        bench.transport.outletRefusal = new FailureException(full);
        assertThat(failure(bench.transport.join("one").open(1, URL))).isEqualTo(full);
        assertThat(bench.broker.status().connections()).isEmpty();
        assertThat(bench.connector.sockets).isEmpty();
    }

    @Test
    void refusesOneMemberAndKeepsTheOthers() {
        FakeClient first = bench.openClient("first");
        Failure no = Failure.of(ErrorCode.NOT_IN_PLAN, "not for you");
        bench.session().onJoined = slot -> {
            bench.session().port.refuse(slot, no);
            bench.session().port.event(new ClientEvent.Authenticated(), slot);
            bench.session().port.opened(slot);
        };
        FakeClient second = bench.transport.join("second").open(1, URL);
        assertThat(second.got()).as("nothing after the refusal").containsExactly(new ClientEvent.OpenFailed(no));
        assertThat(bench.session().calls).endsWith("joined 1", "left 1");
        bench.connector.last().frame("hello");
        assertThat(first.last()).isEqualTo("hello");
    }

    @Test
    void closesAMemberThatIsRefusedAfterItWasOpened() {
        FakeClient first = bench.openClient("first");
        FakeClient second = bench.openClient("second");
        Failure slow = Failure.of(ErrorCode.SLOW_CLIENT, "too slow");
        bench.session().onFrame = text -> bench.session().port.refuse(0, slow);
        bench.connector.last().frame("x");
        assertThat(first.got()).endsWith(new ClientEvent.Closed(slow));
        assertThat(second.got()).hasSize(1);
        assertThat(bench.broker.status().clients().get(0).connectionIds()).isEmpty();
    }

    @Test
    void refusingTheLastMemberClosesTheUpstream() {
        FakeClient only = bench.openClient("only");
        Failure slow = Failure.of(ErrorCode.SLOW_CLIENT, "too slow");
        bench.session().onFrame = text -> bench.session().port.refuse(0, slow);
        bench.connector.last().frame("x");
        assertThat(only.got()).endsWith(new ClientEvent.Closed(slow));
        assertThat(bench.connector.last().closed).isTrue();
    }
}
