// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What has happened since the start. Safe for use by several threads. */
final class Counters {
    final LongAdder connectionsOpened = new LongAdder();
    final LongAdder connectionsAccepted = new LongAdder();
    final LongAdder subscribeCalls = new LongAdder();
    final LongAdder unsubscribeCalls = new LongAdder();
    final LongAdder slowClients = new LongAdder();
    final LongAdder framesSent = new LongAdder();
    private final Map<Integer, LongAdder> refusals = new ConcurrentSkipListMap<>();

    /** @param code of the error message or the HTTP response */
    void refused(int code) {
        refusals.computeIfAbsent(code, c -> new LongAdder()).increment();
    }

    Map<Integer, Long> refusals() {
        Map<Integer, Long> byCode = new TreeMap<>();
        refusals.forEach((code, count) -> byCode.put(code, count.sum()));
        return byCode;
    }
}
