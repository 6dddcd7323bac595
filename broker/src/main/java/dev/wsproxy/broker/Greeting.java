// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.transport.OpenRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Finds the protocol for a request. */
record Greeting(Environment environment, Connections connections) {
    long nowNs() {
        return environment.nanoTime().getAsLong();
    }

    /** How long a request may wait for a protocol that is not there yet. */
    long patienceNs() {
        return Nanos.of(environment.settings().get().pluginWait());
    }

    /**
     * The protocol that the request names or, if it names none, the one that fits its URL best.
     *
     * @return null when it is not installed
     * @throws FailureException {@code BAD_URL}
     */
    @Nullable
    Protocol protocol(OpenRequest request) {
        URI url = WebSocketUrl.parse(request.url());
        Plugins plugins = environment.plugins();
        return request.protocol().isEmpty() ? plugins.fitting(url) : plugins.named(request.protocol());
    }

    Failure unsupported(OpenRequest request) {
        String installed = "; installed are: " + environment.plugins().protocolNames();
        return Failure.of(
                ErrorCode.UNSUPPORTED,
                request.protocol().isEmpty()
                        ? "no installed protocol fits the URL" + installed
                        : "no protocol named " + request.protocol() + " is installed" + installed);
    }
}
