// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The threads that write; each client has one of them for good. */
final class Writers implements AutoCloseable {
    private static final int MOST = 4;

    private final Writer[] writers;
    private final AtomicInteger next = new AtomicInteger();

    /** As many as half the processors, but at least one. */
    Writers() {
        int count = Math.max(1, Math.min(MOST, Runtime.getRuntime().availableProcessors() / 2));
        writers = IntStream.range(0, count)
                .mapToObj(i -> new Writer("wsproxy-websocket-writer-" + i).start())
                .toArray(Writer[]::new);
    }

    Writer assign() {
        return writers[Math.floorMod(next.getAndIncrement(), writers.length)];
    }

    @Override
    public void close() {
        for (Writer writer : writers) {
            writer.close();
        }
    }
}
