// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds the process at the other end of a connection within this machine, as Linux tells it: whoever has the {@link LocalSocket}
 * open (proc_pid_fd(5)). Processes of other users cannot be looked into.
 */
final class PeerProcess implements LongSupplier {
    private static final Path PROC = Path.of("/proc");

    private final SocketAddress peer;
    private final SocketAddress local;
    private volatile long pid;

    /**
     * For a connection.
     *
     * @param peer the client's address
     * @param local the endpoint's
     */
    PeerProcess(SocketAddress peer, SocketAddress local) {
        this.peer = peer;
        this.local = local;
    }

    /** The number of the process; 0 when it cannot be known. Until it is known this reads many small files of the kernel's. */
    @Override
    public long getAsLong() {
        if (pid == 0 && peer instanceof InetSocketAddress client && local instanceof InetSocketAddress server) {
            pid = LocalSocket.find(client, server)
                    .flatMap(socket -> owner(socket.inode()))
                    .orElse(0L);
        }
        return pid;
    }

    private static Optional<Long> owner(String inode) {
        String socket = "socket:[" + inode + "]";
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path process : processes) {
                if (hasOpen(process, socket)) {
                    return Optional.of(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException | DirectoryIteratorException gone) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean hasOpen(Path process, String socket) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (isLinkTo(descriptor, socket)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException goneOrOfAnotherUser) {
            return false;
        }
        return false;
    }

    private static boolean isLinkTo(Path descriptor, String socket) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(socket);
        } catch (IOException closed) {
            return false;
        }
    }
}
