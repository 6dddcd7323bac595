// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.OwnerOnly;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.shm.control.ControlAddress;
import dev.wsproxy.transport.shm.control.ControlChannel;
import dev.wsproxy.transport.shm.control.PeerCheck;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
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
    private final Service service;
    private final @Nullable Object fileKey;
    private @Nullable SelectionKey paused;
    private boolean failing;

    /** Serves who was accepted; who cannot be served is hung up on. */
    interface Service {
        void serve(SocketChannel accepted) throws IOException;
    }

    /** Binds; a socket file that nobody listens on is replaced. */
    Listener(RuntimeDirectory directory, Service service) throws IOException {
        this.directory = directory;
        this.service = service;
        address = new ControlAddress(directory);
        peers = new PeerCheck(directory.path());
        refuseToSteal();
        Path path = address.toBind();
        makeRoom();
        channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
        channel.configureBlocking(false);
        OwnerOnly.close(directory.socket());
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

    private void makeRoom() throws IOException {
        try {
            Files.deleteIfExists(directory.socket());
        } catch (DirectoryNotEmptyException e) {
            throw new FailureException(
                    Failure.of(
                            ErrorCode.BAD_DIRECTORY,
                            directory.socket()
                                    + " should be a socket, but is a directory with something in it: move it away"),
                    e);
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
                failing = false;
                admit(socket);
            }
        } catch (IOException e) {
            pause(key, e);
        }
    }

    /** Who waits still makes the key ready: without a pause the loop would do nothing but fail. */
    private void pause(SelectionKey key, IOException cause) {
        key.interestOps(0);
        paused = key;
        if (!failing) {
            failing = true;
            LOG.warn("Could not accept a client on {}, and tries again: {}", directory.socket(), cause.toString());
        }
    }

    /** Accepts again, if that has failed; to be called now and then, on the loop's thread. */
    void resume() {
        if (paused != null && paused.isValid()) {
            paused.interestOps(SelectionKey.OP_ACCEPT);
        }
        paused = null;
    }

    @Override
    public void failed(Throwable cause) {
        LOG.error("Could not accept a client on {}", directory.socket(), cause);
    }

    private void admit(SocketChannel socket) {
        try {
            if (peers.isOwner(socket)) {
                service.serve(socket);
                return;
            }
            LOG.warn("Refused a process of another user on {}", directory.socket());
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("Could not serve an accepted client on {}", directory.socket(), e);
        }
        ControlChannel.hangUp(socket);
    }

    /** Whether clients find it: not once its file, or the directory around it, was removed or replaced. */
    boolean isReachable() {
        if (!channel.isOpen()) {
            return true;
        }
        try {
            return Objects.equals(fileKey, fileKey(directory.socket()));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true; // It cannot be told now.
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
            return fileKey(directory.socket());
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}
