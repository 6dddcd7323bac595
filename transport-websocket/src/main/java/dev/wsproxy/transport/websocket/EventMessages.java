// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.Failure;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientEvent.Authenticated;
import dev.wsproxy.transport.ClientEvent.Closed;
import dev.wsproxy.transport.ClientEvent.ErrorReported;
import dev.wsproxy.transport.ClientEvent.Gap;
import dev.wsproxy.transport.ClientEvent.OpenFailed;
import dev.wsproxy.transport.ClientEvent.Opened;
import dev.wsproxy.transport.ClientEvent.Reconnected;
import dev.wsproxy.transport.ClientEvent.Reconnecting;
import java.io.StringWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Events for clients that asked for them with the request header {@value #HEADER}: one JSON object in a text message, whose
 * first member {@code wsproxy} names the event.
 */
final class EventMessages {
    /** The request header, and the one value that asks for events. */
    static final String HEADER = "WSProxy-Events";

    static final String JSON = "json";

    private static final JsonFactory FACTORY = new JsonFactory();

    private EventMessages() {}

    /** The message for an event; empty for what only the client library asks for. */
    static Optional<Payload> of(ClientEvent event) {
        if (event instanceof Opened opened) {
            return message("opened", Map.of("connection", opened.connectionId(), "protocol", opened.protocol()));
        } else if (event instanceof Authenticated) {
            return message("authenticated", Map.of());
        } else if (event instanceof Reconnecting reconnecting) {
            return message("reconnecting", failure(reconnecting.failure()));
        } else if (event instanceof Reconnected) {
            return message("reconnected", Map.of());
        } else if (event instanceof ErrorReported error) {
            return message("error", failure(error.failure()));
        } else if (event instanceof OpenFailed failed) {
            return message("closed", failure(failed.failure()));
        } else if (event instanceof Closed closed) {
            return message("closed", failure(closed.failure()));
        } else if (event instanceof Gap gap) {
            Map<String, Object> members = failure(gap.failure());
            members.put("began", time(gap.beganEpochNs()));
            members.put("ended", time(gap.endedEpochNs()));
            return message("gap", members);
        }
        return Optional.empty();
    }

    /** So many messages were dropped here, because the client did not read fast enough. */
    static Payload dropped(long count) {
        return message("dropped", Map.of("messages", count)).orElseThrow();
    }

    private static Map<String, Object> failure(Failure failure) {
        Map<String, Object> members = new HashMap<>();
        members.put("code", failure.code().name());
        members.put("detail", (long) failure.detail());
        members.put("reason", failure.reason());
        return members;
    }

    private static String time(long epochNs) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(epochNs);
        return Instant.ofEpochSecond(seconds, epochNs - TimeUnit.SECONDS.toNanos(seconds))
                .toString();
    }

    private static Optional<Payload> message(String event, Map<String, Object> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("wsproxy", event);
            new TreeMap<>(members).forEach((name, value) -> {
                if (value instanceof Long number) {
                    json.writeNumberProperty(name, number);
                } else {
                    json.writeStringProperty(name, value.toString());
                }
            });
            json.writeEndObject();
        }
        return Optional.of(Payload.text(text.toString()));
    }
}
