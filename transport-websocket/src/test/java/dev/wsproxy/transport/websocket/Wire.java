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
        public String scheme() {
            return "ws";
        }

        @Override
        public Socket client(Socket connected) {
            return connected;
        }
    };

    /** What the endpoint needs for it; what clients need is made ready as well. */
    EndpointOptions prepare(EndpointOptions options);

    /** Of URLs. */
    String scheme();

    /** The client's end on a connected socket. */
    Socket client(Socket connected) throws IOException;
}
