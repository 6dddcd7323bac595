// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** A stock. Prices are in cents. */
final class StockListing extends Listing {
    private static final int ROUND_LOT = 100;
    private static final int CENTS = 2;
    private static final List<Channel> RARE = List.of(
            Channel.CORRECTIONS,
            Channel.STATUSES,
            Channel.CANCEL_ERRORS,
            Channel.LULDS,
            Channel.UPDATED_BARS,
            Channel.IMBALANCES);

    private final SplittableRandom random;
    private final PriceWalk price;
    private final StockFormat format;
    private final StockNotices notices;
    private final BarSeries bars;
    private int events;

    StockListing(Audience audience, SplittableRandom random) {
        super(audience, 1);
        this.random = random;
        ReferencePrice reference = ReferencePrice.of(audience.symbol());
        price = new PriceWalk(reference.cents(), random.split());
        format = new StockFormat(audience.symbol(), reference.tape());
        notices = new StockNotices(audience.symbol(), reference.tape());
        bars = new BarSeries(audience, CENTS, 0);
    }

    @Override
    void next(int die) {
        if (die == 0) {
            trade(false);
        } else {
            quote();
        }
    }

    /** @param late whether it belongs to the bar that was sent last */
    private void trade(boolean late) {
        long cents = price.next();
        long size = random.nextInt(3) == 0 ? ROUND_LOT : random.nextInt(1, 4 * ROUND_LOT);
        long id = nextTradeId();
        notices.traded(id, cents, size);
        if (!audience().isEmpty(Channel.TRADES)) {
            Instant now = Instant.now();
            audience().send(Channel.TRADES, out -> format.trade(id, cents, size, now, out));
        }
        if (late) {
            bars.amend(cents, size);
        } else {
            bars.add(cents, size);
        }
    }

    private void quote() {
        long cents = price.next();
        long bidCents = cents - random.nextInt(1, 3);
        long askCents = cents + random.nextInt(1, 3);
        int bidSize = random.nextInt(1, 10);
        int askSize = random.nextInt(1, 10);
        if (!audience().isEmpty(Channel.QUOTES)) {
            Instant now = Instant.now();
            audience().send(Channel.QUOTES, out -> format.quote(bidCents, bidSize, askCents, askSize, now, out));
        }
    }

    @Override
    void publish(Channel channel, Instant start) {
        switch (channel) {
            case TRADES -> trade(false);
            case QUOTES -> quote();
            case BARS, DAILY_BARS -> {
                trade(false);
                bars.finish(start);
            }
            case UPDATED_BARS -> {
                trade(false);
                bars.finish(start);
                trade(true);
            }
            default -> audience().send(channel, notices.next(channel));
        }
    }

    @Override
    void event(Instant start) {
        Channel channel = RARE.get(events++ % RARE.size());
        if (channel == Channel.UPDATED_BARS) {
            trade(true);
        } else {
            publish(channel, start);
        }
    }

    @Override
    void finishBar(Instant start) {
        bars.finish(start);
    }
}
