// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import dev.wsproxy.simulator.BarBuilder.Bar;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The bars of one symbol: of each interval, of an interval that a late trade has changed, of each day in UTC. Not thread-safe. */
final class BarSeries {
    private final Audience audience;
    private final int pricePlaces;
    private final int sizePlaces;
    private final Template bar;
    private final Template updated;
    private final Template daily;
    private final BarBuilder day = new BarBuilder();
    private BarBuilder current = new BarBuilder();
    private BarBuilder last = new BarBuilder();
    private Instant lastStart = Instant.EPOCH;
    private Instant dayStart = Instant.EPOCH;

    /** @param pricePlaces how many decimal places the prices' unit stands for; likewise {@code sizePlaces} */
    BarSeries(Audience audience, int pricePlaces, int sizePlaces) {
        this.audience = audience;
        this.pricePlaces = pricePlaces;
        this.sizePlaces = sizePlaces;
        bar = template("b", audience.symbol());
        updated = template("u", audience.symbol());
        daily = template("d", audience.symbol());
    }

    private static Template template(String type, String symbol) {
        return Template.of(type, symbol)
                .holes("o", "h", "l", "c", "v", "t", "n", "vw")
                .build();
    }

    void add(long price, long size) {
        current.add(price, size);
    }

    /** Ends an interval: sends its bar if it had trades, and that of the day so far. */
    void finish(Instant start) {
        if (!current.isEmpty()) {
            BarBuilder finished = current;
            current = last;
            current.clear();
            last = finished;
            lastStart = start;
            addToDay();
            send(Channel.BARS, bar, last.bar(), start);
        }
        if (!day.isEmpty()) {
            send(Channel.DAILY_BARS, daily, day.bar(), dayStart);
        }
    }

    private void addToDay() {
        Instant today = lastStart.truncatedTo(ChronoUnit.DAYS);
        if (!today.equals(dayStart)) {
            day.clear();
            dayStart = today;
        }
        day.add(last);
    }

    /** Adds a late trade to the last bar, and sends that again; to the next if there was none. */
    void amend(long price, long size) {
        if (last.isEmpty()) {
            add(price, size);
        } else {
            last.add(price, size);
            day.add(price, size);
            send(Channel.UPDATED_BARS, updated, last.bar(), lastStart);
        }
    }

    private void send(Channel channel, Template template, Bar sum, Instant start) {
        if (audience.isEmpty(channel)) {
            return;
        }
        audience.send(
                channel,
                out -> out.begin(template)
                        .decimal(sum.open(), pricePlaces)
                        .decimal(sum.high(), pricePlaces)
                        .decimal(sum.low(), pricePlaces)
                        .decimal(sum.close(), pricePlaces)
                        .decimal(sum.volume(), sizePlaces)
                        .time(start)
                        .integer(sum.trades())
                        .decimal(sum.averageHundredths(), pricePlaces + 2));
    }
}
