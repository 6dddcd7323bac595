// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.Failure;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges what one client of one connection receives while its upstream comes and goes: each trade once and in order, none missing
 * but where a gap was told, a gap between the data of before and that of after, nothing while the upstream is away.
 */
final class GapLedger implements ClientListener {
    private static final Pattern TRADE = Pattern.compile("\"T\":\"t\",\"S\":\"([^\"]+)\",\"i\":(\\d+)");

    private final Map<String, Long> last = new HashMap<>();
    private final Set<String> excused = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Failure> losses = new ArrayList<>();
    private final List<Failure> errors = new ArrayList<>();
    private final List<Failure> ends = new ArrayList<>();
    private boolean away;
    private int returns;
    private long trades;
    private long messages;
    private long lastEpochNs;
    private long gapEndedEpochNs;
    private long pieceBytes;
    private long largestBytes;

    @Override
    public synchronized void onMessage(Connection connection, Message message) {
        pieceBytes += message.data().remaining();
        if (message.remaining() > 0) {
            return;
        }
        boolean whole = pieceBytes == message.data().remaining();
        largestBytes = Math.max(largestBytes, pieceBytes);
        pieceBytes = 0;
        messages++;
        lastEpochNs = message.receivedEpochNs();
        if (lastEpochNs < gapEndedEpochNs) {
            violations.add("after the gap came what had been received before its end");
        }
        if (whole) {
            Matcher matcher = TRADE.matcher(message.text());
            while (matcher.find()) {
                trade(matcher.group(1), Long.parseLong(matcher.group(2)));
            }
        }
    }

    private void trade(String symbol, long number) {
        trades++;
        Long before = last.put(symbol, number);
        boolean mayJump = excused.remove(symbol);
        if (away) {
            violations.add(symbol + " " + number + " came while the upstream was away");
        }
        if (before != null && (mayJump ? number <= before : number != before + 1)) {
            violations.add(symbol + " " + number + " came after " + before);
        }
    }

    @Override
    public synchronized void onReconnecting(Connection connection, Failure reason) {
        losses.add(reason);
        away = true;
    }

    @Override
    public synchronized void onGap(Connection connection, Gap gap) {
        gaps.add(gap);
        excused.addAll(last.keySet());
        if (gap.cause() != Gap.Cause.UPSTREAM_LOST) {
            return;
        }
        if (gap.beganEpochNs() < lastEpochNs || gap.endedEpochNs() < gap.beganEpochNs()) {
            violations.add("the gap does not begin after the last message, or ends before it begins: " + gap);
        }
        gapEndedEpochNs = gap.endedEpochNs();
        if (!away) {
            violations.add("a gap without a loss: " + gap);
        }
        away = false;
    }

    @Override
    public synchronized void onReconnected(Connection connection) {
        returns++;
        if (gaps.size() < losses.size()) {
            violations.add("back before the gap was told");
        }
    }

    @Override
    public synchronized void onError(Connection connection, Failure failure) {
        errors.add(failure);
    }

    @Override
    public synchronized void onClosed(Connection connection, Failure reason) {
        ends.add(reason);
    }

    @Override
    public synchronized void onProxyDisconnected(Failure reason) {
        violations.add("the proxy has gone: " + reason);
    }

    /** What should not have happened. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    /** Why the upstream was lost, each time. */
    synchronized List<Failure> losses() {
        return List.copyOf(losses);
    }

    synchronized List<Failure> errors() {
        return List.copyOf(errors);
    }

    /** Why the connection was closed. */
    synchronized List<Failure> ends() {
        return List.copyOf(ends);
    }

    /** How often the upstream came back. */
    synchronized int returns() {
        return returns;
    }

    synchronized long trades() {
        return trades;
    }

    synchronized long messages() {
        return messages;
    }

    synchronized long largestBytes() {
        return largestBytes;
    }

    /** The number of the last trade of each symbol. */
    synchronized Map<String, Long> last() {
        return Map.copyOf(last);
    }
}
