// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

/** The same with TLS. */
class TlsDeliveringTest extends DeliveringTest {
    @Override
    Wire wire() {
        return new TestTls();
    }
}
