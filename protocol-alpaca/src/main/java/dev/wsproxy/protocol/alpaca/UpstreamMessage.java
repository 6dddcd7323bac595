// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.ErrorCode;

/** A control message of the upstream. */
sealed interface UpstreamMessage {
    /** The welcome: authentication may begin. */
    record Connected() implements UpstreamMessage {}

    record Authenticated() implements UpstreamMessage {}

    /** Everything that the connection is subscribed to now. */
    record Subscribed(ChannelSet state) implements UpstreamMessage {}

    /**
     * An error.
     *
     * @param code Alpaca's number, also one that {@link AlpacaError} does not know
     * @param text as the upstream wrote it, but for what no text of an error has
     */
    record Refused(int code, String text) implements UpstreamMessage {
        public Refused {
            text = Words.printable(text);
        }

        static Refused of(AlpacaError error) {
            return new Refused(error.code(), error.text());
        }

        boolean is(AlpacaError error) {
            return code == error.code();
        }

        ErrorCode errorCode() {
            return AlpacaError.of(code).map(AlpacaError::errorCode).orElse(ErrorCode.PROTOCOL_ERROR);
        }

        /** For people: {@code 405 symbol limit exceeded}. */
        @Override
        public String toString() {
            return code + " " + text;
        }
    }

    /** A control message that this version does not know. */
    record Unknown(String text) implements UpstreamMessage {
        public Unknown {
            text = Words.printable(text);
        }
    }
}
