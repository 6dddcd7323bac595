// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.runtime.EndpointCertificate;
import dev.wsproxy.runtime.KeyStoreFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes options of the configuration and of what wins over it. */
final class OptionsReader {
    /** The framework property that overrides the port, for one run. */
    static final String PORT_PROPERTY = "wsproxy.websocket.port";

    /** The framework property with routes that win over the configured ones, for one run. */
    static final String ROUTES_PROPERTY = "wsproxy.websocket.routes";

    /** The environment variable that overrides the configured port. */
    static final String PORT_VARIABLE = "WSPROXY_PORT";

    private static final String OFF = "off";
    private static final String LIVE_ACCOUNT = "/live/stream=wss://api.alpaca.markets/stream";

    private OptionsReader() {}

    /** Whether it is not to listen at all. */
    static boolean isOff(EndpointConfig config, UnaryOperator<String> properties, Map<String, String> environment) {
        return port(config, properties, environment).equalsIgnoreCase(OFF);
    }

    /**
     * Reads everything.
     *
     * @param properties the framework's
     * @throws IllegalArgumentException when something makes no sense: what, and what to do
     */
    static EndpointOptions read(
            EndpointConfig config, UnaryOperator<String> properties, Map<String, String> environment) {
        return new EndpointOptions(
                config.host().strip(),
                number(port(config, properties, environment)),
                routes(config, properties.apply(ROUTES_PROPERTY)),
                new Origins(Set.of(words(config.origins()))),
                isChosen("otherUsers", config.otherUsers(), "refuse", "allow"),
                tls(config, environment),
                config.compress(),
                Set.of(words(config.abruptClients())),
                new Limits(
                        config.maxConnections(),
                        config.maxMessageBytes(),
                        config.maxHandshakeBytes(),
                        config.slowClientBytes(),
                        isChosen("slowClients", config.slowClients(), "close", "drop-oldest")),
                new Timing(
                        Duration.ofMillis(config.pingIntervalMs()),
                        Duration.ofMillis(config.closeTimeoutMs()),
                        Duration.ofMillis(config.handshakeTimeoutMs()),
                        Duration.ofMillis(config.retryMs())));
    }

    private static String port(
            EndpointConfig config, UnaryOperator<String> properties, Map<String, String> environment) {
        String property = properties.apply(PORT_PROPERTY);
        String port = property == null ? environment.getOrDefault(PORT_VARIABLE, config.port()) : property;
        return port.strip();
    }

    private static int number(String port) {
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("port=" + port + ": must be a number from 0 to 65535, or " + OFF, e);
        }
    }

    private static Routes routes(EndpointConfig config, String forThisRun) {
        Routes routes = new Routes(config.defaultPath().strip());
        if (!config.alpaca().isBlank()) {
            routes.withFeeds(config.alpaca().strip());
        }
        if (!config.alpacaAccount().isBlank()) {
            routes.with("/stream=" + config.alpacaAccount().strip()).with(LIVE_ACCOUNT);
        }
        return routes.with(config.routes()).with(forThisRun == null ? "" : forThisRun);
    }

    private static Optional<ServerKeys> tls(EndpointConfig config, Map<String, String> environment) {
        return switch (config.tls().strip()) {
            case "on" ->
                Optional.of(
                        config.keyStore().isBlank()
                                ? ServerKeys.of(EndpointCertificate.fromEnvironment(environment))
                                : keyStore(config)::open);
            case OFF -> Optional.empty();
            default -> throw new IllegalArgumentException("tls=" + config.tls() + ": must be on or " + OFF);
        };
    }

    private static KeyStoreFile keyStore(EndpointConfig config) {
        return new KeyStoreFile(
                file("keyStore", config.keyStore()),
                config.keyStoreType().strip(),
                file("keyStorePasswordFile", config.keyStorePasswordFile()));
    }

    private static Path file(String key, String value) {
        Path path = Path.of(value.strip());
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(key + "=" + value + ": must be the absolute path of a file");
        }
        return path;
    }

    /** Whether it is the second of the two that there are. */
    private static boolean isChosen(String key, String value, String first, String second) {
        String choice = value.strip();
        if (!choice.equals(first) && !choice.equals(second)) {
            throw new IllegalArgumentException(key + "=" + choice + ": must be " + first + " or " + second);
        }
        return choice.equals(second);
    }

    private static String[] words(String text) {
        return text.isBlank() ? new String[0] : text.strip().split("\\s+");
    }
}
