// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import dev.wsproxy.upstream.UpstreamConnector;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link UpstreamConnector} must do, shown against a server whose every byte the tests decide. Extend it,
 * return a connector, and add tests for what is special to yours: limits, extensions, trust in certificates. The server is
 * the one of {@link dev.wsproxy.testkit.websocket}: on the JDK's sockets, so that it can misbehave and brings no library.
 */
public abstract class UpstreamConnectorContract {
    /**
     * A connector with its default settings: it allows messages of 10 MB and trusts the JDK's authorities. Called for
     * every test; closed after it when it is {@link AutoCloseable}.
     */
    protected abstract UpstreamConnector connector();

    @Nested
    class Handshake extends UpstreamHandshakeTests {
        @Override
        UpstreamConnector newConnector() {
            return connector();
        }
    }

    @Nested
    class Receiving extends UpstreamReceivingTests {
        @Override
        UpstreamConnector newConnector() {
            return connector();
        }
    }

    @Nested
    class Sending extends UpstreamSendingTests {
        @Override
        UpstreamConnector newConnector() {
            return connector();
        }
    }

    @Nested
    class Ending extends UpstreamEndingTests {
        @Override
        UpstreamConnector newConnector() {
            return connector();
        }
    }

    @Nested
    class Listening extends UpstreamListenerTests {
        @Override
        UpstreamConnector newConnector() {
            return connector();
        }
    }
}
