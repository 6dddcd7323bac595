// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The protocol of the account stream: objects instead of arrays, no welcome, a list of streams that each {@code listen}
 * replaces. What cannot be understood is passed over.
 */
final class AccountSession implements Dialogue {
    static final String TRADE_UPDATES = "trade_updates";

    private final Venue venue;
    private final Connection connection;
    private final Future<?> authTimer;
    private volatile @Nullable String key;
    private volatile List<String> streams = List.of();

    AccountSession(Venue venue, Connection connection) {
        this.venue = venue;
        this.connection = connection;
        authTimer = venue.after(venue.options().authTimeout(), this::timeOut);
    }

    @Override
    public void welcome(@Nullable Account presented) {
        // The server of this stream speaks only when it is spoken to.
    }

    @Override
    public void onMessage(byte[] message, boolean binary) {
        try {
            handle(RequestReader.parse(message, binary));
        } catch (RequestException e) {
            // passed over
        }
    }

    private void handle(JsonNode request) {
        JsonNode data = request.path("data");
        switch (RequestReader.text(request.get("action"))) {
            case "auth" -> authenticate(request.get("key"), request.get("secret"));
            case "authenticate" -> authenticate(data.get("key_id"), data.get("secret_key"));
            case "listen" -> listen(data.path("streams"));
            default -> {}
        }
    }

    private void authenticate(@Nullable JsonNode id, @Nullable JsonNode secret) {
        Account presented = new Account(RequestReader.text(id), RequestReader.text(secret));
        if (venue.knows(presented)) {
            if (key == null) {
                venue.counters().connectionsAccepted.increment();
            }
            key = presented.key();
            authTimer.cancel(false);
            answer("authorized", "authenticate");
        } else {
            venue.counters().refused(ErrorCode.AUTH_FAILED.code());
            answer("unauthorized", "authenticate");
        }
    }

    private void listen(JsonNode wanted) {
        if (key == null) {
            answer("unauthorized", "listen");
            return;
        }
        streams = wanted.valueStream()
                .map(RequestReader::text)
                .filter(TRADE_UPDATES::equals)
                .distinct()
                .toList();
        venue.counters().subscribeCalls.increment();
        connection.send(Members.of("stream", "listening", "data", Members.of("streams", streams)));
    }

    private void answer(String status, String action) {
        connection.send(Members.of("stream", "authorization", "data", Members.of("status", status, "action", action)));
    }

    /** Whether it is to be told what becomes of the orders of an account. */
    boolean listensTo(String account) {
        return account.equals(key) && streams.contains(TRADE_UPDATES);
    }

    private void timeOut() {
        if (key == null && !venue.isSilent()) {
            venue.counters().refused(ErrorCode.AUTH_TIMEOUT.code());
            connection.abort();
        }
    }

    @Override
    public Feed feed() {
        return Feed.ACCOUNT;
    }

    @Override
    public boolean isAuthenticated() {
        return key != null;
    }

    @Override
    public Map<String, Set<String>> state() {
        return Map.of("streams", Set.copyOf(streams));
    }

    @Override
    public void end() {
        authTimer.cancel(false);
    }
}
