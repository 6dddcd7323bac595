// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

/** The same with TLS. */
class TlsReceivingTest extends ReceivingTest {
    @Override
    Wire wire() {
        return new TestTls();
    }
}
