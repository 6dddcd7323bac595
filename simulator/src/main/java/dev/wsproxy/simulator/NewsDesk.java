// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes articles, numbered from 1 without a gap, and sends each to whoever wants one of its symbols. Safe for use by several threads. */
final class NewsDesk {
    private static final int MOST_SYMBOLS = 3;
    private static final int ONE_IN_SO_MANY_HAS_NO_SYMBOL = 8;

    private final List<String> symbols;
    private final SplittableRandom random;
    private final Floor floor = new Floor(everyone -> {});
    private final Map<Encoding, MessageWriter> writers =
            Map.of(Encoding.JSON, Encoding.JSON.writer(), Encoding.MSGPACK, Encoding.MSGPACK.writer());
    private volatile long lastArticle;

    NewsDesk(SimulatorOptions options) {
        symbols = options.symbols();
        random = new SplittableRandom(options.seed());
    }

    Floor floor() {
        return floor;
    }

    /** The {@code id} of the last article, 0 if there was none. */
    long lastArticle() {
        return lastArticle;
    }

    /** Publishes an article about one to three symbols, or now and then about none; not before someone was there. */
    void event() {
        if (floor.wasVisited()) {
            floor.exclusively(() -> send(pick()));
        }
    }

    private List<String> pick() {
        if (symbols.isEmpty() || random.nextInt(ONE_IN_SO_MANY_HAS_NO_SYMBOL) == 0) {
            return List.of();
        }
        List<String> rest = new ArrayList<>(symbols);
        List<String> picked = new ArrayList<>();
        for (int left = random.nextInt(1, MOST_SYMBOLS + 1); left > 0 && !rest.isEmpty(); left--) {
            picked.add(rest.remove(random.nextInt(rest.size())));
        }
        return picked;
    }

    /** Publishes an article about these symbols, and returns its {@code id}. */
    long publish(List<String> about) {
        long[] id = new long[1];
        floor.exclusively(() -> id[0] = send(about));
        return id[0];
    }

    private long send(List<String> about) {
        lastArticle++;
        Map<String, Object> article = article(lastArticle, about);
        writers.forEach((encoding, writer) -> {
            writer.clear();
            writer.value(article);
            floor.subscribers().stream()
                    .filter(subscriber -> subscriber.encoding() == encoding && wants(subscriber, about))
                    .forEach(subscriber -> subscriber.offer(writer));
        });
        return lastArticle;
    }

    private static boolean wants(Subscriber subscriber, List<String> about) {
        return subscriber.wants(Channel.NEWS, Subscriptions.ALL)
                || about.stream().anyMatch(symbol -> subscriber.wants(Channel.NEWS, symbol));
    }

    private static Map<String, Object> article(long id, List<String> about) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String subject = about.isEmpty() ? "The Market" : String.join(", ", about);
        Map<String, Object> article = Members.of("T", "n", "id", id, "headline", subject + ": \"What Happened?\"");
        article.putAll(Members.of("summary", "Nothing that is real.", "author", "A Simulator"));
        article.putAll(Members.of("created_at", now, "updated_at", now));
        article.put("url", "https://news.invalid/" + id);
        article.put("content", "<p>Nothing of this is real.</p>\n<p>Article " + id + ".</p>");
        article.putAll(Members.of("symbols", about, "source", "simulator"));
        return article;
    }
}
