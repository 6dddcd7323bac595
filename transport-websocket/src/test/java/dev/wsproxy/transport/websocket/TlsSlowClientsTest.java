// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

/** The same with TLS. */
class TlsSlowClientsTest extends SlowClientsTest {
    @Override
    Wire wire() {
        return new TestTls();
    }
}
