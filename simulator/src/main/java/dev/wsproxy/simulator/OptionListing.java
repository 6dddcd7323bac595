// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * An option contract. Its trades have no number of their own: here their size counts them, so that loss can be seen. Prices
 * are in cents.
 */
final class OptionListing extends Listing {
    private static final Pattern OCC = Pattern.compile("[A-Z]{1,6}\\d{6}[CP]\\d{8}");
    private static final int CENTS = 2;
    private static final int CHEAPEST_CENTS = 200;
    private static final int RANGE_CENTS = 2_000;

    private final SplittableRandom random;
    private final PriceWalk price;
    private final Template trade;
    private final Template quote;

    OptionListing(Audience audience, SplittableRandom random) {
        super(audience, 1);
        this.random = random;
        String symbol = audience.symbol();
        price = new PriceWalk(CHEAPEST_CENTS + Math.floorMod(symbol.hashCode(), RANGE_CENTS), random.split());
        trade = Template.of("t", symbol)
                .holes("t", "p", "s")
                .constant("x", "n")
                .constant("c", "I")
                .received();
        quote = Template.of("q", symbol)
                .holes("t")
                .constant("bx", "C")
                .holes("bp", "bs")
                .constant("ax", "C")
                .holes("ap", "as")
                .constant("c", "A")
                .received();
    }

    static boolean isContract(String symbol) {
        return OCC.matcher(symbol).matches();
    }

    @Override
    void next(int die) {
        if (die == 0) {
            trade();
        } else {
            quote();
        }
    }

    private void trade() {
        long cents = price.next();
        long count = nextTradeId();
        if (!audience().isEmpty(Channel.TRADES)) {
            Instant now = Instant.now();
            audience()
                    .send(
                            Channel.TRADES,
                            out -> out.begin(trade)
                                    .time(now)
                                    .decimal(cents, CENTS)
                                    .integer(count)
                                    .received(now));
        }
    }

    private void quote() {
        long cents = price.next();
        long bidSize = random.nextInt(1, 500);
        long askSize = random.nextInt(1, 500);
        if (!audience().isEmpty(Channel.QUOTES)) {
            Instant now = Instant.now();
            audience()
                    .send(
                            Channel.QUOTES,
                            out -> out.begin(quote)
                                    .time(now)
                                    .decimal(cents - 1, CENTS)
                                    .integer(bidSize)
                                    .decimal(cents + 1, CENTS)
                                    .integer(askSize)
                                    .received(now));
        }
    }

    @Override
    void publish(Channel channel, Instant start) {
        next(channel == Channel.TRADES ? 0 : 1);
    }
}
