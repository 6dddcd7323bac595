// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import dev.wsproxy.simulator.BarBuilder.Bar;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Writes the messages of one symbol, whose constant parts are made once. Keys are in the order of the real service. */
final class MessageWriter {
    private static final byte[] PRICE = utf8(",\"x\":\"V\",\"p\":");
    private static final byte[] SIZE = utf8(",\"s\":");
    private static final byte[] BID_SIZE = utf8(",\"bs\":");
    private static final byte[] ASK_PRICE = utf8(",\"ax\":\"V\",\"ap\":");
    private static final byte[] ASK_SIZE = utf8(",\"as\":");
    private static final byte[] HIGH = utf8(",\"h\":");
    private static final byte[] LOW = utf8(",\"l\":");
    private static final byte[] CLOSE = utf8(",\"c\":");
    private static final byte[] VOLUME = utf8(",\"v\":");
    private static final byte[] START = utf8(",\"t\":\"");
    private static final byte[] COUNT = utf8("\",\"n\":");
    private static final byte[] AVERAGE = utf8(",\"vw\":");
    private static final byte[] END = utf8("\"}");
    private static final int CENTS = 2;
    private static final int TEN_THOUSANDTHS = 4;

    private final TimeStamps timeStamps;
    private final byte[] tradeHead;
    private final byte[] tradeTail;
    private final byte[] quoteHead;
    private final byte[] quoteTail;
    private final byte[] barHead;

    MessageWriter(String symbol, String tape, TimeStamps timeStamps) {
        this.timeStamps = timeStamps;
        tradeHead = utf8("{\"T\":\"t\",\"S\":\"" + symbol + "\",\"i\":");
        tradeTail = utf8(",\"c\":[\"@\"],\"z\":\"" + tape + "\",\"t\":\"");
        quoteHead = utf8("{\"T\":\"q\",\"S\":\"" + symbol + "\",\"bx\":\"V\",\"bp\":");
        quoteTail = utf8(",\"c\":[\"R\"],\"z\":\"" + tape + "\",\"t\":\"");
        barHead = utf8("{\"T\":\"b\",\"S\":\"" + symbol + "\",\"o\":");
    }

    void trade(long id, long cents, long size, Instant time, JsonBuffer out) {
        out.put(tradeHead);
        out.putLong(id);
        out.put(PRICE);
        out.putDecimal(cents, CENTS);
        out.put(SIZE);
        out.putLong(size);
        out.put(tradeTail);
        timeStamps.put(time, out);
        out.put(END);
    }

    void quote(long bidCents, long bidSize, long askCents, long askSize, Instant time, JsonBuffer out) {
        out.put(quoteHead);
        out.putDecimal(bidCents, CENTS);
        out.put(BID_SIZE);
        out.putLong(bidSize);
        out.put(ASK_PRICE);
        out.putDecimal(askCents, CENTS);
        out.put(ASK_SIZE);
        out.putLong(askSize);
        out.put(quoteTail);
        timeStamps.put(time, out);
        out.put(END);
    }

    void bar(Bar bar, Instant start, JsonBuffer out) {
        out.put(barHead);
        out.putDecimal(bar.open(), CENTS);
        out.put(HIGH);
        out.putDecimal(bar.high(), CENTS);
        out.put(LOW);
        out.putDecimal(bar.low(), CENTS);
        out.put(CLOSE);
        out.putDecimal(bar.close(), CENTS);
        out.put(VOLUME);
        out.putLong(bar.volume());
        out.put(START);
        timeStamps.put(start, out);
        out.put(COUNT);
        out.putLong(bar.trades());
        out.put(AVERAGE);
        out.putDecimal(bar.averageTenThousandths(), TEN_THOUSANDTHS);
        out.put('}');
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
