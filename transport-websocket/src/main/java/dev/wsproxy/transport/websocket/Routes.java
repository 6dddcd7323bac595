// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which path stands for which upstream URL. A trailing slash does not matter; a short path such as {@code /iex} stands for
 * {@code /v2/iex} wherever that leads, and the bare {@code /} for the default path.
 */
final class Routes {
    private static final String FEEDS = "/v2/iex /v2/sip /v2/delayed_sip /v2/test /v1beta1/boats /v1beta1/overnight"
            + " /v1beta1/news /v1beta1/indicative /v1beta1/opra /v1beta1/crypto-perps/global"
            + " /v1beta3/crypto/us /v1beta3/crypto/us-1 /v1beta3/crypto/us-2 /v1beta3/crypto/eu-1 /v1beta3/crypto/bs-1";

    private final Map<String, String> urls = new TreeMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final List<String> shown = new ArrayList<>();
    private final String defaultPath;

    /** @param defaultPath what the bare {@code /} stands for */
    Routes(String defaultPath) {
        this.defaultPath = trimmed(defaultPath);
    }

    /** Adds Alpaca's market data streams. @param base without the path, as in {@code wss://stream.data.alpaca.markets} */
    Routes withFeeds(String base) {
        shown.add("/v*=" + trimmed(withoutQuery(base)));
        for (String path : FEEDS.split(" ")) {
            add(path, trimmed(base) + path);
            aliases.put(path.substring(path.lastIndexOf('/')), path);
        }
        return this;
    }

    /**
     * Adds routes, which win over those there are.
     *
     * @param text {@code PATH=URL}, separated by blanks
     * @throws IllegalArgumentException when one of them is none
     */
    Routes with(String text) {
        for (String route : text.isBlank() ? new String[0] : text.strip().split("\\s+")) {
            int equals = route.indexOf('=');
            if (equals < 1 || route.charAt(0) != '/') {
                throw new IllegalArgumentException(
                        "a route is PATH=URL, as in /v2/iex=ws://127.0.0.1:7000/v2/iex: route=" + route);
            }
            add(route.substring(0, equals), route.substring(equals + 1));
            shown.add(withoutQuery(route));
        }
        return this;
    }

    private void add(String path, String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme());
            boolean webSocket = scheme.equalsIgnoreCase("ws") || scheme.equalsIgnoreCase("wss");
            if (!webSocket || uri.getHost() == null || uri.getUserInfo() != null) {
                throw new IllegalArgumentException("the route of " + path
                        + " needs a URL that begins with ws:// or wss:// and names a host, without credentials");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the route of " + path + " has a malformed URL: " + e.getReason(), e);
        }
        urls.put(trimmed(path), url);
    }

    /** The upstream's URL for a path; empty when it is not known. */
    Optional<String> find(String path) {
        String wanted = trimmed(path);
        if (wanted.isEmpty() && !urls.containsKey(wanted)) {
            wanted = defaultPath;
        }
        String url = urls.get(wanted);
        return Optional.ofNullable(url == null ? urls.get(aliases.getOrDefault(wanted, wanted)) : url);
    }

    /**
     * For people: each {@code PATH=URL}, without the query of the URL, which may hold a secret; the market data streams as one.
     * A later one wins over an earlier one.
     */
    List<String> shown() {
        return List.copyOf(shown);
    }

    private static String withoutQuery(String text) {
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    /** All paths but the short ones, for people. */
    List<String> paths() {
        return urls.keySet().stream().map(path -> path.isEmpty() ? "/" : path).toList();
    }

    private static String trimmed(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    @Override
    public String toString() {
        return paths().stream().collect(Collectors.joining(", "));
    }
}
