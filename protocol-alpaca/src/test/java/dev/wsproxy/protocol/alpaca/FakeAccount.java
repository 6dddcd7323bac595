// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.OpenRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A model of the account stream's server: answers what a session has sent, when the test says so. */
final class FakeAccount {
    static final String URL = "wss://paper-api.alpaca.markets/stream";
    static final String UPDATES = "trade_updates";
    static final String OTHER = "account_updates";
    static final String AUTHORIZED = authorization("authorized", "authenticate");
    static final String UNAUTHORIZED = authorization("unauthorized", "authenticate");
    static final String NOT_YET = authorization("unauthorized", "listen");

    private final SessionHarness session;
    private final List<String> unanswered = new ArrayList<>();
    private final Set<String> available = new TreeSet<>(Set.of(UPDATES, OTHER));
    private Set<String> held = Set.of();
    private boolean open;

    FakeAccount(SessionHarness session) {
        this.session = session;
    }

    static OpenRequest request() {
        return Requests.forUrl(URL);
    }

    /** A client that has authenticated by message. */
    static Admission greeted() {
        return new Admission(request(), true);
    }

    static String authorization(String status, String action) {
        return "{\"stream\":\"authorization\",\"data\":{\"status\":\"" + status + "\",\"action\":\"" + action + "\"}}";
    }

    static String listening(String... streams) {
        return "{\"stream\":\"listening\",\"data\":{\"streams\":[" + quoted(List.of(streams)) + "]}}";
    }

    static String listen(String... streams) {
        return listen(List.of(streams));
    }

    static String listen(Collection<String> streams) {
        return "{\"action\":\"listen\",\"data\":{\"streams\":[" + quoted(streams) + "]}}";
    }

    private static String quoted(Collection<String> streams) {
        return streams.stream().map(stream -> '"' + stream + '"').collect(Collectors.joining(","));
    }

    /** As the older SDKs authenticate. */
    static String authenticate(String key, String secret) {
        return "{\"action\":\"authenticate\",\"data\":{\"key_id\":\"" + key + "\",\"secret_key\":\"" + secret + "\"}}";
    }

    /** What becomes of an order. */
    static String update(String stream, int number) {
        return "{\"stream\":\"" + stream + "\",\"data\":{\"event\":\"fill\",\"new_field\":[{\"a\":1.50}],\"number\":"
                + number + ",\"order\":{\"symbol\":\"AAPL\",\"filled_at\":\"2026-04-06T11:54:26.8Z\"}}}";
    }

    void refuses(String stream) {
        available.remove(stream);
    }

    void connect() {
        session.port().takeSent();
        unanswered.clear();
        held = Set.of();
        open = true;
        session.open();
    }

    void drop() {
        open = false;
        session.lose();
    }

    /** Connects and answers until nothing more is asked. */
    void establish() {
        connect();
        answerAll();
    }

    void answerAll() {
        boolean some = true;
        while (some) {
            some = answerOne();
        }
    }

    boolean answerOne() {
        if (!open || unanswered().isEmpty()) {
            return false;
        }
        send(answer(unanswered.remove(0)));
        return true;
    }

    List<String> unanswered() {
        unanswered.addAll(session.port().takeSent());
        return unanswered;
    }

    Set<String> held() {
        return held;
    }

    void send(String message) {
        session.receive(FrameType.BINARY, message.getBytes(UTF_8));
    }

    private String answer(String message) {
        byte[] bytes = message.getBytes(UTF_8);
        JsonObject request = JsonObject.read(bytes, 0, bytes.length).orElseThrow();
        return switch (request.text("action")) {
            case "auth" -> request.text("secret").equals(Requests.SECRET) ? AUTHORIZED : UNAUTHORIZED;
            case "listen" -> {
                held = new TreeSet<>(request.object("data").list("streams"));
                held.retainAll(available);
                yield listening(held.toArray(String[]::new));
            }
            default -> throw new AssertionError("unknown action was sent upstream: " + message);
        };
    }
}
