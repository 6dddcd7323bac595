// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The trades of one symbol as one client gets them: numbered without a gap by the simulator, one a message. */
final class TradeLine {
    private final String symbol;
    private final byte[] head;
    private long last;
    private long received;
    private long holes;
    private long unannounced;
    private long repeated;
    private long gapsSeen;

    TradeLine(String symbol) {
        this.symbol = symbol;
        head = ("[{\"T\":\"t\",\"S\":\"" + symbol + "\",\"i\":").getBytes(StandardCharsets.US_ASCII);
    }

    String symbol() {
        return symbol;
    }

    boolean owns(ByteBuffer message) {
        return message.remaining() > head.length + 2
                && message.slice(message.position(), head.length).equals(ByteBuffer.wrap(head));
    }

    /**
     * Counts a message that it owns.
     *
     * @param gaps how many gap events the client has had so far; without a new one no trade may be missing
     * @return whether the message is whole
     */
    boolean add(ByteBuffer message, long gaps) {
        int at = message.position() + head.length;
        long number = 0;
        for (byte digit = message.get(at); digit >= '0' && digit <= '9'; digit = message.get(++at)) {
            number = number * 10 + digit - '0';
        }
        byte[] end = {message.get(message.limit() - 2), message.get(message.limit() - 1)};
        if (!Arrays.equals(end, new byte[] {'}', ']'})) {
            return false;
        }
        received++;
        count(number, gaps);
        return true;
    }

    private void count(long number, long gaps) {
        if (number <= last) {
            repeated++;
        } else if (last != 0) {
            holes += number - last - 1;
            unannounced += gaps == gapsSeen ? number - last - 1 : 0;
        }
        gapsSeen = gaps;
        last = Math.max(last, number);
    }

    long last() {
        return last;
    }

    long received() {
        return received;
    }

    /** Missing between the first and the last. */
    long holes() {
        return holes;
    }

    /** Missing without a gap event in their place. */
    long unannounced() {
        return unannounced;
    }

    /** Seen before, or out of order. */
    long repeated() {
        return repeated;
    }
}
