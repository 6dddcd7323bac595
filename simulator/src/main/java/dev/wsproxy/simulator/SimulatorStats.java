// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * What a simulator has done since its start. Also the JSON of {@code GET /stats}, with these names in this order.
 *
 * @param connectionsOpened WebSocket connections that came to be, authenticated or not
 * @param connectionsAccepted connections that were authenticated
 * @param connectionsRefused the sum of {@code refusalsByCode}
 * @param refusalsByCode how often a connection was answered 402, 404, 406 or 409, or an upgrade an HTTP status
 * @param slowClients connections that were cut because they read too slowly
 * @param connectionsCurrent connections that are open now
 * @param concurrentMaximumPerKey by key: the most connections at once on one feed that presented it and its secret,
 *     those included that were answered 406
 * @param subscribeCalls subscribe messages that were acknowledged
 * @param unsubscribeCalls unsubscribe messages that were acknowledged
 * @param subscriptions by feed and channel: the symbols that any connection is subscribed to now
 * @param framesSent data and control messages; pings, pongs and close frames are not counted
 * @param messagesSentPerSymbol data other than articles, counted once for each connection
 * @param lastTradePerSymbol the number of the last trade that was made, or that before the first: {@code i}, and
 *     {@code s} of an option
 * @param lastArticle the {@code id} of the last article that was published, 0 if there was none
 */
public record SimulatorStats(
        long connectionsOpened,
        long connectionsAccepted,
        long connectionsRefused,
        Map<Integer, Long> refusalsByCode,
        long slowClients,
        int connectionsCurrent,
        Map<String, Integer> concurrentMaximumPerKey,
        long subscribeCalls,
        long unsubscribeCalls,
        Map<String, Map<String, Set<String>>> subscriptions,
        long framesSent,
        Map<String, Long> messagesSentPerSymbol,
        Map<String, Long> lastTradePerSymbol,
        long lastArticle) {

    static SimulatorStats of(Venue venue) {
        Counters counters = venue.counters();
        Map<Integer, Long> refusals = counters.refusals();
        return new SimulatorStats(
                counters.connectionsOpened.sum(),
                counters.connectionsAccepted.sum(),
                refusals.values().stream().mapToLong(Long::longValue).sum(),
                refusals,
                counters.slowClients.sum(),
                venue.connections().size(),
                venue.slots().maximumPerKey(),
                counters.subscribeCalls.sum(),
                counters.unsubscribeCalls.sum(),
                subscriptions(venue),
                counters.framesSent.sum(),
                perSymbol(venue, listing -> listing.audience().sent()),
                perSymbol(venue, Listing::lastTradeId),
                venue.news().lastArticle());
    }

    private static Map<String, Map<String, Set<String>>> subscriptions(Venue venue) {
        Map<String, Map<String, Set<String>>> byFeed = new TreeMap<>();
        for (Connection connection : venue.connections()) {
            Dialogue session = connection.session();
            Map<String, Set<String>> byChannel =
                    byFeed.computeIfAbsent(session.feed().path(), path -> new LinkedHashMap<>());
            session.state()
                    .forEach((channel, symbols) -> byChannel
                            .computeIfAbsent(channel, key -> new TreeSet<>())
                            .addAll(symbols));
        }
        return byFeed;
    }

    private static Map<String, Long> perSymbol(Venue venue, ToLongFunction<Listing> value) {
        Map<String, Long> bySymbol = new TreeMap<>();
        venue.markets().forEach(market -> bySymbol.putAll(market.perSymbol(value)));
        return bySymbol;
    }
}
