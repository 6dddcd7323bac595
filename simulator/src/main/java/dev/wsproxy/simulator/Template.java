// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.Map;

/**
 * A kind of message whose constant parts are encoded once, so that making one is copying them and writing what differs
 * in between. Immutable.
 */
final class Template {
    /** What is filled in. */
    enum Hole {
        VALUE,
        /** A member in msgpack only. */
        MSGPACK_VALUE
    }

    private final byte[][] json;
    private final byte[][] msgpack;

    private Template(Map<String, Object> members) {
        msgpack = Encoding.MSGPACK.writer().parts(members);
        members.values().removeIf(value -> value == Hole.MSGPACK_VALUE);
        json = Encoding.JSON.writer().parts(members);
    }

    /** @param type the value of {@code T} */
    static Builder of(String type, String symbol) {
        return new Builder(Members.of("T", type, "S", symbol));
    }

    /** What goes before, between and after the holes. */
    byte[][] parts(Encoding encoding) {
        return encoding == Encoding.JSON ? json : msgpack;
    }

    /** Names the members in their order. */
    static final class Builder {
        private final Map<String, Object> members;

        private Builder(Map<String, Object> members) {
            this.members = members;
        }

        /** A member that is always the same. */
        Builder constant(String name, Object value) {
            members.put(name, value);
            return this;
        }

        /** Members that are filled in. */
        Builder holes(String... names) {
            for (String name : names) {
                members.put(name, Hole.VALUE);
            }
            return this;
        }

        /** Ends with the time at which the service received it, which trades and quotes have in msgpack. */
        Template received() {
            members.put("r", Hole.MSGPACK_VALUE);
            return build();
        }

        Template build() {
            return new Template(members);
        }
    }
}
