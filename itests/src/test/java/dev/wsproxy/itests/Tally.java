// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.Failure;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.Message;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts what a client receives, however much it is, and prints its events as lines. */
final class Tally implements ClientListener {
    private final String name;
    private final List<TradeLine> lines;
    private final Callback callback;
    private final Map<Gap.Cause, Long> gaps = new TreeMap<>();
    private final long[] delays = new long[Long.SIZE];
    private long gapCount;
    private long missed;
    private long torn;
    private long others;
    private long slowestNs;

    Tally(String name, List<String> symbols, Callback callback) {
        this.name = name;
        this.lines = symbols.stream().map(TradeLine::new).toList();
        this.callback = callback;
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        long delayNs = System.nanoTime() - message.receivedNs();
        if (count(message.data(), delayNs)) {
            callback.run();
        }
    }

    private synchronized boolean count(ByteBuffer data, long delayNs) {
        for (TradeLine line : lines) {
            if (line.owns(data)) {
                torn += line.add(data, gapCount) ? 0 : 1;
                slowestNs = Math.max(slowestNs, delayNs);
                delays[bucket(delayNs)]++;
                return true;
            }
        }
        others++;
        return false;
    }

    /** Twice the delay is one more; microseconds below a power of two. */
    private static int bucket(long delayNs) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, delayNs) / 1000);
    }

    @Override
    public void onOpened(Connection connection) {
        say("opened");
    }

    @Override
    public void onClosed(Connection connection, Failure reason) {
        say("closed " + reason);
    }

    @Override
    public void onError(Connection connection, Failure failure) {
        say("error " + failure);
    }

    @Override
    public void onGap(Connection connection, Gap gap) {
        synchronized (this) {
            gapCount++;
            gaps.merge(gap.cause(), 1L, Long::sum);
            missed += Math.max(0, gap.missed());
        }
        say("gap " + gap.cause());
    }

    @Override
    public void onReconnecting(Connection connection, Failure reason) {
        say("reconnecting");
    }

    @Override
    public void onReconnected(Connection connection) {
        say("reconnected");
    }

    @Override
    public void onProxyDisconnected(Failure reason) {
        say("disconnected " + reason);
    }

    private void say(String event) {
        System.out.println("event " + name + " " + System.currentTimeMillis() + " " + event);
    }

    /** As {@link ClientReport} reads it. */
    synchronized String report() {
        return "report " + name + " received="
                + lines.stream().mapToLong(TradeLine::received).sum() + " holes="
                + lines.stream().mapToLong(TradeLine::holes).sum() + " unannounced="
                + lines.stream().mapToLong(TradeLine::unannounced).sum() + " repeated="
                + lines.stream().mapToLong(TradeLine::repeated).sum() + " last="
                + lines.stream().mapToLong(TradeLine::last).min().orElse(0) + " torn=" + torn + " others=" + others
                + " missed=" + missed + " slowestUs=" + slowestNs / 1000 + " p99Us=" + percentile99() + " "
                + gaps.entrySet().stream()
                        .map(gap -> gap.getKey() + "=" + gap.getValue())
                        .collect(Collectors.joining(" "));
    }

    /** Delays from now on. */
    synchronized void forgetDelays() {
        Arrays.fill(delays, 0);
        slowestNs = 0;
    }

    private long percentile99() {
        long left = Arrays.stream(delays).sum() / 100;
        for (int bucket = delays.length - 1; bucket >= 0; bucket--) {
            left -= delays[bucket];
            if (left < 0) {
                return 1L << bucket;
            }
        }
        return 0;
    }
}
