// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuthenticationTest {
    private static final String CONNECTED = "[{\"T\":\"success\",\"msg\":\"connected\"}]";
    private static final String AUTHENTICATED = "[{\"T\":\"success\",\"msg\":\"authenticated\"}]";
    private static final String AUTH = "{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}";
    private static final String AUTH_FAILED = "[{\"T\":\"error\",\"code\":402,\"msg\":\"auth failed\"}]";
    private static final String AUTH_TIMEOUT = "[{\"T\":\"error\",\"code\":404,\"msg\":\"auth timeout\"}]";
    private static final String CONNECTION_LIMIT =
            "[{\"T\":\"error\",\"code\":406,\"msg\":\"connection limit exceeded\"}]";
    private static final int NO_CLOSE_FRAME = 1006;

    @RegisterExtension
    private final Harness harness = new Harness();

    @Test
    void welcomesAClientAndAuthenticatesItByMessage() throws Exception {
        TestClient client = harness.connect(harness.simulator());

        client.expect(CONNECTED);
        client.send(AUTH);
        client.expect(AUTHENTICATED);
    }

    @Test
    void acceptsCredentialsThatAreSentBeforeTheWelcomeWasRead() throws Exception {
        TestClient client = harness.connect(harness.simulator());

        client.send(AUTH);

        client.expect(CONNECTED);
        client.expect(AUTHENTICATED);
    }

    @Test
    void authenticatesUnaskedByAlpacaHeaders() throws Exception {
        TestClient client = connectWith("APCA-API-KEY-ID", "demo-key", "APCA-API-SECRET-KEY", "demo-secret");

        client.expect(CONNECTED);
        client.expect(AUTHENTICATED);
    }

    @Test
    void authenticatesUnaskedByBasicAuthorization() throws Exception {
        TestClient client = connectWith("Authorization", "Basic ZGVtby1rZXk6ZGVtby1zZWNyZXQ=");

        client.expect(CONNECTED);
        client.expect(AUTHENTICATED);
    }

    @Test
    void refusesWrongHeadersButLetsTheClientTryAgainByMessage() throws Exception {
        TestClient client = connectWith("Authorization", "Basic not-base64!");

        client.expect(CONNECTED);
        client.expect(AUTH_FAILED);
        client.send(AUTH);
        client.expect(AUTHENTICATED);
    }

    @Test
    void answersAWrongKeyAWrongSecretAndAMissingOneAlike() throws Exception {
        TestClient client = harness.connect(harness.simulator());
        client.expect(CONNECTED);

        client.send("{\"action\":\"auth\",\"key\":\"other\",\"secret\":\"demo-secret\"}");
        client.expect(AUTH_FAILED);
        client.send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"other\"}");
        client.expect(AUTH_FAILED);
        client.send("{\"action\":\"auth\",\"key\":\"demo-key\"}");
        client.expect(AUTH_FAILED);
        client.send(AUTH);
        client.expect(AUTHENTICATED);
    }

    @Test
    void refusesASecondAuthentication() throws Exception {
        TestClient client = harness.connect(harness.simulator()).authenticated();

        client.send(AUTH);

        client.expect("[{\"T\":\"error\",\"code\":403,\"msg\":\"already authenticated\"}]");
    }

    @Test
    void refusesSubscriptionsBeforeAuthentication() throws Exception {
        TestClient client = harness.connect(harness.simulator());
        client.expect(CONNECTED);

        client.send("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}");
        client.expect("[{\"T\":\"error\",\"code\":401,\"msg\":\"not authenticated\"}]");
        client.send("{\"action\":\"unsubscribe\",\"nonsense\":[\"AAPL\"]}");
        client.expect("[{\"T\":\"error\",\"code\":401,\"msg\":\"not authenticated\"}]");
    }

    @Test
    void cutsOffAClientThatDoesNotAuthenticateInTime() throws Exception {
        Simulator simulator = harness.simulator(options -> options.authTimeout(Duration.ofMillis(200)));
        TestClient client = harness.connect(simulator);

        client.expect(CONNECTED);
        client.expect(AUTH_TIMEOUT);

        assertThat(client.closeCode()).isEqualTo(NO_CLOSE_FRAME);
        assertThat(simulator.stats().refusalsByCode()).isEqualTo(Map.of(404, 1L));
    }

    @Test
    void keepsTheTimerRunningAfterAFailedAuthentication() throws Exception {
        TestClient client = harness.connect(harness.simulator(options -> options.authTimeout(Duration.ofSeconds(1))));
        client.expect(CONNECTED);

        client.send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"wrong\"}");

        client.expect(AUTH_FAILED);
        client.expect(AUTH_TIMEOUT);
        assertThat(client.closeCode()).isEqualTo(NO_CLOSE_FRAME);
    }

    @Test
    void refusesASecondConnectionOfTheSameKeyAndLeavesTheFirstAlone() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient incumbent = harness.connect(simulator).authenticated();
        TestClient newcomer = harness.connect(simulator);
        newcomer.expect(CONNECTED);

        newcomer.send(AUTH);
        newcomer.expect(CONNECTION_LIMIT);

        incumbent.send("{\"action\":\"subscribe\",\"bars\":[\"AAPL\"]}");
        assertThat(incumbent.next()).contains("\"T\":\"subscription\"");
        assertThat(simulator.stats().connectionsAccepted()).isEqualTo(1);
        assertThat(simulator.stats().refusalsByCode()).isEqualTo(Map.of(406, 1L));
        assertThat(simulator.stats().concurrentMaximumPerKey()).isEqualTo(Map.of("demo-key", 2));
    }

    @Test
    void letsARefusedNewcomerRetryOnTheSameSocketOnceTheFirstHasLeft() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient incumbent = harness.connect(simulator).authenticated();
        TestClient newcomer = harness.connect(simulator);
        newcomer.expect(CONNECTED);
        newcomer.send(AUTH);
        newcomer.expect(CONNECTION_LIMIT);

        incumbent.close();
        incumbent.closeCode();
        newcomer.send(AUTH);

        newcomer.expect(AUTHENTICATED);
    }

    @Test
    void cutsOffARefusedNewcomerWhenItsTimeIsUp() throws Exception {
        Simulator simulator = harness.simulator(options -> options.authTimeout(Duration.ofSeconds(1)));
        TestClient incumbent = harness.connect(simulator).authenticated();
        TestClient newcomer = harness.connect(simulator);
        newcomer.expect(CONNECTED);
        newcomer.send(AUTH);

        newcomer.expect(CONNECTION_LIMIT);
        newcomer.expect(AUTH_TIMEOUT);

        assertThat(newcomer.closeCode()).isEqualTo(NO_CLOSE_FRAME);
        assertThat(incumbent.isClosed()).isFalse();
    }

    @Test
    void limitsConnectionsPerKeyAndFeed() throws Exception {
        Simulator simulator = harness.simulator(
                options -> options.connectionLimit(2).accounts(Map.of("demo-key", "demo-secret", "other", "secret")));
        harness.connect(simulator).authenticated();
        harness.connect(simulator).authenticated();
        harness.connect(simulator, Feed.TEST).authenticated();
        TestClient other = harness.connect(simulator);
        other.expect(CONNECTED);

        other.send("{\"action\":\"auth\",\"key\":\"other\",\"secret\":\"secret\"}");

        other.expect(AUTHENTICATED);
        assertThat(simulator.stats().concurrentMaximumPerKey()).isEqualTo(Map.of("demo-key", 2, "other", 1));
    }

    @Test
    void freesTheSlotOfAClientThatVanishesWithoutGoodbye() throws Exception {
        Simulator simulator = harness.simulator();
        harness.connect(simulator).authenticated().core().abort();
        await().until(() -> simulator.stats().connectionsCurrent() == 0);

        harness.connect(simulator).authenticated();
    }

    @Test
    void refusesAFeedThatIsNotInThePlanAndLeavesTheSocketOpen() throws Exception {
        Simulator simulator = harness.simulator(
                options -> options.feedsNotInPlan(Set.of(Feed.SIP)).authTimeout(Duration.ofSeconds(1)));
        TestClient client = harness.connect(simulator, Feed.SIP);
        client.expect(CONNECTED);

        client.send(AUTH);

        client.expect("[{\"T\":\"error\",\"code\":409,\"msg\":\"insufficient subscription\"}]");
        await().during(Duration.ofMillis(1200)).until(() -> !client.isClosed());
        harness.connect(simulator, Feed.IEX).authenticated();
    }

    private TestClient connectWith(String... headers) throws Exception {
        return harness.connect(
                harness.simulator(),
                request -> request.headers((HttpFields.Mutable fields) -> {
                    for (int i = 0; i < headers.length; i += 2) {
                        fields.add(headers[i], headers[i + 1]);
                    }
                }));
    }
}
