// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

/** The same with TLS. */
class TlsHandshakeTest extends HandshakeTest {
    @Override
    Wire wire() {
        return new TestTls();
    }
}
