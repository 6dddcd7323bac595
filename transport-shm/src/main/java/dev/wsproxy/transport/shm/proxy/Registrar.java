// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.TransportHost;
import dev.wsproxy.transport.shm.Reasons;
import dev.wsproxy.transport.shm.control.ControlChannel;
import dev.wsproxy.transport.shm.control.TransportMessage.QueueReady;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.Welcome;
import dev.wsproxy.wire.WireException;
import dev.wsproxy.wire.WireReader;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the first message of every control socket. On the control loop's thread. */
final class Registrar {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);
    private static final int HELLO_ID = new Hello(0, false, 0, "", "").id();

    private final Incarnation incarnation;
    private final TransportHost host;
    private final String library;
    private long lastId;

    Registrar(Incarnation incarnation, TransportHost host, String library) {
        this.incarnation = incarnation;
        this.host = host;
        this.library = library;
    }

    /**
     * Registers a peer, or refuses it.
     *
     * @return null if it was refused
     * @throws WireException if the message is no registration
     */
    @Nullable
    Inbox register(ByteBuffer message, Peer peer, ControlChannel channel) {
        try {
            return isAdministrator(message)
                    ? administrator(peer, channel)
                    : client((Hello) Request.decode(message), peer, channel);
        } catch (FailureException e) {
            LOG.info("Refused a registration: {}", e.failure());
            peer.farewell(e.failure());
            return null;
        }
    }

    /**
     * Looks at version and role before anything else is decoded: other versions may lay out the rest otherwise. An
     * administrator may speak any version.
     */
    private boolean isAdministrator(ByteBuffer message) {
        WireReader in = new WireReader("registration", message);
        if (in.u8() != HELLO_ID) {
            throw in.malformed("the first message on a control socket is Hello");
        }
        int version = in.i32();
        boolean administrator = in.bool();
        if (!administrator && !WireVersion.isCompatible(version)) {
            throw new FailureException(Failure.of(
                    ErrorCode.VERSION_MISMATCH,
                    "the client library speaks version " + WireVersion.text(version)
                            + " of the wire layout, the running proxy (" + library + ") version "
                            + WireVersion.text(WireVersion.CURRENT) + "; use the client library of the "
                            + (WireVersion.major(version) < WireVersion.MAJOR ? "newer" : "older")
                            + " version, or end this proxy (wsproxy stop, or kill "
                            + ProcessHandle.current().pid() + ") and start the client's own"));
        }
        return administrator;
    }

    private Inbox administrator(Peer peer, ControlChannel channel) {
        peer.send(new Welcome(WireVersion.CURRENT, 0, ProcessHandle.current().pid(), library, ""));
        return new Inbox(channel, new RequestDispatcher(host, peer, null), null);
    }

    private Inbox client(Hello hello, Peer peer, ControlChannel channel) {
        long id = ++lastId;
        ClientInfo info = new ClientInfo(hello.name(), hello.pid());
        ClientMemory memory = memory(id);
        // Before the broker knows the client, because it may tell it something at once.
        QueueReady replies = new QueueReady(memory.replies().position());
        ShmClient client = new ShmClient(id, info, memory, peer, incarnation);
        RequestDispatcher.Member member;
        try {
            member = new RequestDispatcher.Member(host.join(info, client), client);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
        incarnation.add(client);
        LOG.debug("{} has registered, library {}", client, hello.library());
        String directory = memory.files().directory().toString();
        peer.send(new Welcome(WireVersion.CURRENT, id, ProcessHandle.current().pid(), library, directory));
        peer.send(replies.encode());
        return new Inbox(channel, new RequestDispatcher(host, peer, member), client);
    }

    private ClientMemory memory(long id) {
        try {
            return incarnation.memory(id);
        } catch (IOException e) {
            throw new FailureException(
                    Failure.of(
                            ErrorCode.BAD_DIRECTORY,
                            "the proxy cannot make the shared memory of a client in " + incarnation.path() + ": "
                                    + Reasons.of(e) + "; when there is room again, connect again"),
                    e);
        }
    }
}
