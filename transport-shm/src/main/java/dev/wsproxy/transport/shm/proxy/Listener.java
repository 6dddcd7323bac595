// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.shm.OwnerOnly;
import dev.wsproxy.transport.shm.control.ControlAddress;
import dev.wsproxy.transport.shm.control.PeerCheck;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening control socket: accepts processes of this user, and unlinks itself when it is closed. */
final class Listener implements ControlLoop.Ready, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 256;

    private final RuntimeDirectory directory;
    private final ControlAddress address;
    private final ServerSocketChannel channel;
    private final PeerCheck peers;
    private final Consumer<SocketChannel> accepted;
    private final @Nullable Object fileKey;

    /** Binds; a socket file that nobody listens on is replaced. */
    Listener(RuntimeDirectory directory, Consumer<SocketChannel> accepted) throws IOException {
        this.directory = directory;
        this.accepted = accepted;
        address = new ControlAddress(directory);
        peers = new PeerCheck(directory.path());
        refuseToSteal();
        Path path = address.toBind();
        Files.deleteIfExists(directory.socket());
        channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
        channel.configureBlocking(false);
        OwnerOnly.restrict(directory.socket());
        fileKey = fileKey();
    }

    private void refuseToSteal() {
        if (isServed()) {
            throw new FailureException(Failure.of(
                    ErrorCode.BAD_DIRECTORY,
                    "another proxy listens on " + directory.socket() + " already; stop it, or set "
                            + RuntimeDirectory.VARIABLE + " to another directory"));
        }
    }

    private boolean isServed() {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(address.toConnect())).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void register(ControlLoop loop) throws IOException {
        loop.register(channel, SelectionKey.OP_ACCEPT, this);
    }

    @Override
    public void ready(SelectionKey key) {
        try {
            for (SocketChannel socket = channel.accept(); socket != null; socket = channel.accept()) {
                admit(socket);
            }
        } catch (IOException e) {
            LOG.warn("Could not accept a client on {}: {}", directory.socket(), e.toString());
        }
    }

    @Override
    public void failed(Throwable cause) {
        LOG.error("Could not accept a client on {}", directory.socket(), cause);
    }

    private void admit(SocketChannel socket) throws IOException {
        if (peers.isOwner(socket)) {
            accepted.accept(socket);
        } else {
            LOG.warn("Refused a process of another user on {}", directory.socket());
            socket.close();
        }
    }

    /** Stops listening; a successor's socket file stays. No-op when repeated. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
            if (Objects.equals(fileKey, fileKey())) {
                Files.deleteIfExists(directory.socket());
                address.forget();
            }
        } catch (IOException e) {
            LOG.warn("Could not remove the socket {}: {}", directory.socket(), e.toString());
        }
    }

    private @Nullable Object fileKey() {
        try {
            return Files.readAttributes(directory.socket(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException e) {
            return null;
        }
    }
}
