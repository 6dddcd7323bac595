// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.util.Collection;
import java.util.Map;

/**
 * How much a client may ask for at once. What is more is refused, with the name of the limit, before anything is made of it;
 * nothing of it is repeated, as it may hold secrets.
 */
final class RequestLimits {
    private static final int NAME_CHARS = 100;
    private static final int URL_CHARS = 8_192;
    private static final int HEADERS = 100;
    private static final int HEADER_CHARS = 16_384;
    private static final int SUBPROTOCOLS = 32;
    private static final int SUBPROTOCOL_CHARS = 256;
    private static final int OPENING_MESSAGES = 100;
    private static final int CHANNEL_CHARS = 256;
    private static final int SYMBOLS = 65_536;
    private static final int SYMBOL_CHARS = 256;

    private RequestLimits() {}

    /** @throws FailureException {@code LIMIT_EXCEEDED} */
    static void checkName(String name) {
        check("the client's name", name.length(), "characters", NAME_CHARS);
    }

    /** @throws FailureException {@code LIMIT_EXCEEDED} */
    static void check(OpenRequest request) {
        check("the URL", request.url().length(), "characters", URL_CHARS);
        check("the request to open", request.headers().size(), "headers", HEADERS);
        check("the text of the headers", characters(request.headers()), "characters", HEADER_CHARS);
        check("the request to open", request.subprotocols().size(), "subprotocols", SUBPROTOCOLS);
        check("a subprotocol", longest(request.subprotocols()), "characters", SUBPROTOCOL_CHARS);
        check("the request to open", request.openingMessages().size(), "opening messages", OPENING_MESSAGES);
    }

    /** @throws FailureException {@code LIMIT_EXCEEDED} */
    static void check(SubscriptionRequest request) {
        check("the channel", request.channel().length(), "characters", CHANNEL_CHARS);
        check("the subscription", request.symbols().size(), "symbols", SYMBOLS);
        check("a symbol", longest(request.symbols()), "characters", SYMBOL_CHARS);
    }

    private static void check(String what, long count, String unit, long most) {
        if (count > most) {
            throw new FailureException(Failure.of(
                    ErrorCode.LIMIT_EXCEEDED, what + " has " + count + " " + unit + ", and may have " + most));
        }
    }

    private static long characters(Map<String, String> headers) {
        return headers.entrySet().stream()
                .mapToLong(
                        header -> header.getKey().length() + header.getValue().length())
                .sum();
    }

    private static int longest(Collection<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }
}
