// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.transport.OpenRequest;

/** What the application asked for, as the proxy is told. */
final class OpenRequests {
    private OpenRequests() {}

    static OpenRequest of(OpenOptions options) {
        return new OpenRequest(
                options.url(),
                options.account(),
                options.secret(),
                options.headers(),
                options.subprotocols(),
                options.openingMessages(),
                options.protocol());
    }
}
