// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

/** The same with TLS. */
class TlsEndingTest extends EndingTest {
    @Override
    Wire wire() {
        return new TestTls();
    }
}
