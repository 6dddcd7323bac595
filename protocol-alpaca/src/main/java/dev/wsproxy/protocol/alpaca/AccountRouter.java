// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The data path of the account stream: a message is one object that names its stream, and goes as it came to those who
 * listen to that. Messages are as rare as orders, so each is simply parsed.
 */
final class AccountRouter implements FrameRouter {
    private static final byte HEARTBEAT = 1;

    private final Channel streams;
    private final Routes routes;
    private final Delivery delivery;
    private final Control control;
    private boolean flowing;

    AccountRouter(Channel streams, Routes routes, Delivery delivery, Control control) {
        this.streams = streams;
        this.routes = routes;
        this.delivery = delivery;
        this.control = control;
    }

    @Override
    public void flowing(boolean flowing) {
        this.flowing = flowing;
    }

    @Override
    public void route(ByteBuffer frame) {
        if (frame.remaining() == 1 && frame.get(frame.position()) == HEARTBEAT) {
            return;
        }
        byte[] bytes = new byte[frame.remaining()];
        frame.get(frame.position(), bytes);
        Optional<String> stream =
                JsonObject.read(bytes, 0, bytes.length).map(message -> message.text(AccountMessages.STREAM));
        if (stream.isEmpty()) {
            control.unroutable("a message of " + bytes.length + " bytes that is not a JSON object");
        } else if (stream.get().isEmpty()) {
            control.unroutable("a message that names no stream");
        } else if (AccountMessages.isControl(stream.get())) {
            control.control(bytes, 0, bytes.length);
        } else if (flowing) {
            deliver(frame, stream.get());
        }
    }

    private void deliver(ByteBuffer message, String stream) {
        byte[] name = stream.getBytes(StandardCharsets.UTF_8);
        Text text = new Text();
        text.set(name, 0, name.length);
        Recipients listeners = routes.recipients(streams, text);
        if (!listeners.isEmpty() && !delivery.deliver(message, listeners)) {
            control.unroutable("a message that cannot be converted for clients of another encoding");
        }
    }
}
