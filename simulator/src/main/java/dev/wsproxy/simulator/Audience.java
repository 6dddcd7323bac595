// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Who receives the messages of one symbol, by channel and encoding. Guarded by the floor's lock. */
final class Audience {
    /** Writes itself, in whatever encoding. */
    interface Message {
        void write(MessageWriter out);
    }

    private static final Encoding[] ENCODINGS = Encoding.values();
    private static final Subscriber[] NOBODY = {};

    private final String symbol;
    private final Set<Channel> channels;
    private final MessageWriter[] writers;
    private final Subscriber[][] receivers = new Subscriber[Channel.values().length * ENCODINGS.length][];
    private long sent;

    /** @param writers one for each encoding, in their order; may be used for other symbols in between */
    Audience(String symbol, Set<Channel> channels, MessageWriter[] writers) {
        this.symbol = symbol;
        this.channels = channels;
        this.writers = writers;
        Arrays.fill(receivers, NOBODY);
    }

    String symbol() {
        return symbol;
    }

    /** How many messages were sent, counted once for each receiver. */
    long sent() {
        return sent;
    }

    void update(List<Subscriber> subscribers) {
        for (Channel channel : channels) {
            for (Encoding encoding : ENCODINGS) {
                receivers[index(channel, encoding)] = subscribers.stream()
                        .filter(subscriber -> subscriber.encoding() == encoding && subscriber.wants(channel, symbol))
                        .toArray(Subscriber[]::new);
            }
        }
    }

    List<Subscriber> of(Channel channel) {
        List<Subscriber> all = new ArrayList<>();
        for (Encoding encoding : ENCODINGS) {
            all.addAll(List.of(receivers[index(channel, encoding)]));
        }
        return all;
    }

    boolean isEmpty(Channel channel) {
        for (Encoding encoding : ENCODINGS) {
            if (receivers[index(channel, encoding)].length > 0) {
                return false;
            }
        }
        return true;
    }

    void send(Channel channel, Message message) {
        for (Encoding encoding : ENCODINGS) {
            send(message, encoding, receivers[index(channel, encoding)]);
        }
    }

    void send(Subscriber receiver, Message message) {
        send(message, receiver.encoding(), receiver);
    }

    private void send(Message message, Encoding encoding, Subscriber... to) {
        if (to.length == 0) {
            return;
        }
        MessageWriter writer = writers[encoding.ordinal()];
        writer.clear();
        message.write(writer);
        for (Subscriber subscriber : to) {
            if (subscriber.offer(writer)) {
                sent++;
            }
        }
    }

    private static int index(Channel channel, Encoding encoding) {
        return channel.ordinal() * ENCODINGS.length + encoding.ordinal();
    }
}
