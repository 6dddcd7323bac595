// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One of the places of the soak: a client joins, stalls, leaves or dies there, and after a while another one joins. */
final class SoakSlot implements AutoCloseable {
    /** How a client is started. */
    interface Starter {
        SoakProcess start() throws IOException;
    }

    /** What happens at random. */
    enum Event {
        JOINED,
        LEFT,
        DIED,
        STOPPED,
        SLEPT
    }

    private static final int MAX_PAUSE_MS = 15_000;
    private static final int MAX_STALL_MS = 12_000;

    private final Random random;
    private final Starter starter;
    private final Map<Event, Integer> events = new EnumMap<>(Event.class);
    private final List<SoakProcess> gone = new ArrayList<>();
    private SoakProcess client;
    private boolean stopped;
    private long nextNs = System.nanoTime();

    SoakSlot(Random random, Starter starter) {
        this.random = random;
        this.starter = starter;
    }

    /** Lets something happen when its time has come. */
    void tick() throws IOException {
        if (nextNs - System.nanoTime() > 0) {
            return;
        }
        int pauseMs = 1_000 + random.nextInt(MAX_PAUSE_MS);
        if (client == null) {
            client = starter.start();
            count(Event.JOINED);
        } else if (stopped) {
            resume();
        } else if (client.isReady()) {
            pauseMs = happen(Event.values()[1 + random.nextInt(Event.values().length - 1)], pauseMs);
        }
        nextNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
    }

    private int happen(Event event, int pauseMs) {
        count(event);
        int stallMs = 500 + random.nextInt(MAX_STALL_MS);
        switch (event) {
            case LEFT -> client.leave();
            case DIED -> client.close();
            case STOPPED -> {
                client.stop(true);
                stopped = true;
                return stallMs;
            }
            default -> client.sleep(stallMs);
        }
        if (event == Event.LEFT || event == Event.DIED) {
            gone.add(client);
            client = null;
        }
        return pauseMs;
    }

    /** Asks its client what it has seen, which a dying one could not say any more. */
    void ask() {
        if (client != null && client.isReady()) {
            client.ask();
        }
    }

    private void count(Event event) {
        events.merge(event, 1, Integer::sum);
    }

    private void resume() {
        client.stop(false);
        stopped = false;
    }

    /** Lets its client, if there is one, do nothing but read; returns it. */
    List<SoakProcess> settle() {
        if (stopped) {
            resume();
        }
        return client == null ? List.of() : List.of(client);
    }

    Map<Event, Integer> events() {
        return events;
    }

    /** Everybody who was here. */
    List<SoakProcess> everybody() {
        List<SoakProcess> everybody = new ArrayList<>(gone);
        everybody.addAll(settle());
        return everybody;
    }

    @Override
    public void close() {
        everybody().forEach(SoakProcess::close);
    }
}
