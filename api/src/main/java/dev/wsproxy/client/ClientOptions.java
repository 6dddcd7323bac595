// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link ProxyClientBuilder} has collected.
 *
 * @param name 1 to 100 characters
 * @param listener receives messages and events
 * @param waiting how to wait for messages
 * @param directory of the proxy; empty for the environment's
 * @param home of the runtime; empty for the environment's
 * @param linger of a proxy that is started; empty for its own configuration's
 * @param startProxy whether to start one
 */
public record ClientOptions(
        String name,
        ClientListener listener,
        Waiting waiting,
        Optional<Path> directory,
        Optional<Path> home,
        Optional<Duration> linger,
        boolean startProxy) {
    private static final ClientListener NOBODY = new ClientListener() {};
    private static final int LONGEST_NAME = 100;

    public ClientOptions {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "a client's name has 1 to " + LONGEST_NAME + " characters: length=" + name.length());
        }
    }

    static ClientOptions of(String name) {
        return new ClientOptions(
                name, NOBODY, Waiting.BACKOFF, Optional.empty(), Optional.empty(), Optional.empty(), true);
    }

    ClientOptions withListener(ClientListener value) {
        return new ClientOptions(name, value, waiting, directory, home, linger, startProxy);
    }

    ClientOptions withWaiting(Waiting value) {
        return new ClientOptions(name, listener, value, directory, home, linger, startProxy);
    }

    ClientOptions withDirectory(Optional<Path> value) {
        return new ClientOptions(name, listener, waiting, value, home, linger, startProxy);
    }

    ClientOptions withHome(Optional<Path> value) {
        return new ClientOptions(name, listener, waiting, directory, value, linger, startProxy);
    }

    ClientOptions withLinger(Optional<Duration> value) {
        return new ClientOptions(name, listener, waiting, directory, home, value, startProxy);
    }

    ClientOptions withStartProxy(boolean value) {
        return new ClientOptions(name, listener, waiting, directory, home, linger, value);
    }
}
