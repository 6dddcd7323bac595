// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Finds the process at the other end of a connection within this machine, as Linux tells it: the socket's number in
 * {@code /proc/net/tcp}, and whoever has that socket open (proc_pid_net(5), proc_pid_fd(5)). Processes of other users
 * cannot be looked into.
 */
final class PeerProcess implements LongSupplier {
    private static final Path PROC = Path.of("/proc");
    private static final List<String> TABLES = List.of("net/tcp", "net/tcp6");
    private static final String ESTABLISHED = "01";
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int INODE = 9;

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
            pid = inode(client.getPort(), server.getPort())
                    .flatMap(PeerProcess::owner)
                    .orElse(0L);
        }
        return pid;
    }

    private static Optional<String> inode(int from, int to) {
        for (String table : TABLES) {
            try (Stream<String> lines = Files.lines(PROC.resolve(table), StandardCharsets.ISO_8859_1)) {
                Optional<String> found = lines.skip(1)
                        .map(line -> line.strip().split("\\s+"))
                        .filter(fields -> fields.length > INODE
                                && fields[STATE].equals(ESTABLISHED)
                                && port(fields[LOCAL]) == from
                                && port(fields[REMOTE]) == to)
                        .map(fields -> fields[INODE])
                        .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            } catch (IOException | UncheckedIOException noSuchTable) {
                continue;
            }
        }
        return Optional.empty();
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
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
