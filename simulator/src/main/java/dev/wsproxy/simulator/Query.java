// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** The parameters of an HTTP request. What is missing or not readable is an {@link IllegalArgumentException}. */
final class Query {
    private final Fields fields;

    private Query(Fields fields) {
        this.fields = fields;
    }

    static Query of(Request request) {
        return new Query(Request.extractQueryParameters(request));
    }

    String text(String name) {
        String value = value(name);
        if (value == null) {
            throw new IllegalArgumentException("parameter missing: name=" + name);
        }
        return value;
    }

    String text(String name, String otherwise) {
        String value = value(name);
        return value == null ? otherwise : value;
    }

    int number(String name) {
        try {
            return Integer.parseInt(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "parameter is no whole number: name=" + name + ", value=" + text(name), e);
        }
    }

    int number(String name, int otherwise) {
        return value(name) == null ? otherwise : number(name);
    }

    boolean flag(String name) {
        return switch (text(name)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        "parameter is neither true nor false: name=" + name + ", value=" + text(name));
        };
    }

    Channel channel(String name, Channel otherwise) {
        String key = text(name, otherwise.key());
        return Channel.of(key)
                .orElseThrow(() -> new IllegalArgumentException("no such channel: name=" + name + ", value=" + key));
    }

    private @Nullable String value(String name) {
        return fields.getValue(name);
    }
}
