// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.io.IOException;
import java.net.Socket;

/** How clients connect: plainly, or with TLS. */
interface Wire {
    Wire PLAIN = new Wire() {
        @Override
        public EndpointOptions prepare(EndpointOptions options) {
            return options;
        }

        @Override
        public Socket client(Socket connected) {
            return connected;
        }
    };

    /** What the endpoint needs for it. */
    EndpointOptions prepare(EndpointOptions options);

    /** The client's end on a connected socket. */
    Socket client(Socket connected) throws IOException;
}
