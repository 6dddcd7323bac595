// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.nio.ByteBuffer;

/** The data path: takes the messages of the upstream to those who subscribed. */
sealed interface FrameRouter permits Router, AccountRouter {
    /** Takes what is not data. */
    interface Control {
        /** A control message, or the element of one, from start to end. It may change the routes. */
        void control(byte[] bytes, int start, int end);

        /** Something that could not be routed; cold path. */
        void unroutable(String what);
    }

    /** Whether data is delivered; otherwise it is dropped, because it belongs to a gap. */
    void flowing(boolean flowing);

    /** Routes one upstream message, from position to limit. */
    void route(ByteBuffer frame);
}
