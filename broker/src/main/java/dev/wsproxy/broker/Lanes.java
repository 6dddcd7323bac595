// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways down from one shared connection, one per transport; an array, because there is seldom more than one and every
 * message passes here. A lane that throws is given up, so that it cannot harm the others.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final Consumer<HostedTransport> broken;
    private Lane[] lanes = {};

    /** @param broken is told which transport's lane was given up */
    Lanes(Consumer<HostedTransport> broken) {
        this.broken = broken;
    }

    void add(Lane lane) {
        lanes = Arrays.copyOf(lanes, lanes.length + 1);
        lanes[lanes.length - 1] = lane;
    }

    @Nullable
    Lane of(HostedTransport transport) {
        for (Lane lane : lanes) {
            if (lane.transport() == transport) {
                return lane;
            }
        }
        return null;
    }

    /** Closes the lane of a transport that stops, if there is one. */
    void drop(HostedTransport transport) {
        Lane dropped = of(transport);
        if (dropped != null) {
            lanes = Arrays.stream(lanes).filter(lane -> lane != dropped).toArray(Lane[]::new);
            close(dropped);
        }
    }

    void detach(int slot) {
        for (Lane lane : lanes) {
            try {
                lane.detach(slot);
            } catch (RuntimeException e) {
                giveUp(lane, e);
            }
        }
    }

    void deliver(FrameType type, long receivedNs, long receivedEpochNs, ByteBuffer data, Recipients to) {
        for (Lane lane : lanes) {
            try {
                lane.deliver(type, receivedNs, receivedEpochNs, data, to);
            } catch (RuntimeException e) {
                giveUp(lane, e);
            }
        }
    }

    void deliver(ClientEvent event, Recipients to) {
        for (Lane lane : lanes) {
            try {
                lane.deliver(event, to);
            } catch (RuntimeException e) {
                giveUp(lane, e);
            }
        }
    }

    /** Goes past the outlet, to one client. */
    void slowClientNotice(ClientConnection client, FrameType type, ByteBuffer frame) {
        Lane lane = of(client.transport());
        if (lane != null) {
            try {
                client.port().slowClientNotice(client.handle(), type, frame);
            } catch (RuntimeException e) {
                giveUp(lane, e);
            }
        }
    }

    /** Messages that found no room in the memory of a transport. */
    long lostMessages() {
        long lost = 0;
        for (Lane lane : lanes) {
            lost += lane.lostMessages();
        }
        return lost;
    }

    /** Whether the last message found no room. */
    boolean isFull() {
        boolean full = false;
        for (Lane lane : lanes) {
            full |= lane.isFull();
        }
        return full;
    }

    /** Shared memory in use. */
    long memoryBytes() {
        return Arrays.stream(lanes).mapToLong(Lane::memoryBytes).sum();
    }

    /** The most shared memory that may be used. */
    long memoryBound() {
        return Arrays.stream(lanes).mapToLong(Lane::memoryBound).sum();
    }

    void close() {
        for (Lane lane : lanes) {
            close(lane);
        }
        lanes = new Lane[0];
    }

    private static void close(Lane lane) {
        try {
            lane.close();
        } catch (RuntimeException e) {
            LOG.error(
                    "an outlet of transport {} could not be closed",
                    lane.transport().name(),
                    e);
        }
    }

    private void giveUp(Lane lane, RuntimeException why) {
        LOG.error(
                "transport {} could not deliver; its clients on this connection are cut off",
                lane.transport().name(),
                why);
        drop(lane.transport());
        broken.accept(lane.transport());
    }
}
