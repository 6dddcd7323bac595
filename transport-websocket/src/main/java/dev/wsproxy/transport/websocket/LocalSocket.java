// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The socket at the other end of a connection within this machine, as Linux lists it in {@code /proc/net/tcp} and
 * {@code tcp6} (proc_pid_net(5)). Finding it reads a line for each socket of the machine.
 *
 * @param user the number of the user who made it
 * @param inode the socket's number
 */
record LocalSocket(long user, String inode) {
    private static final Path NET = Path.of("/proc/net");

    /** One of a process that is still there; that of others is told to be root's. */
    private static final String ESTABLISHED = "01";

    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int USER = 7;
    private static final int INODE = 9;
    private static final String NO_INODE = "0";
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    /** The table changes while it is read, so that a line may be missed. */
    private static final int MOST_LOOKS = 5;

    /** Whether this system lists its sockets. */
    static boolean areListed() {
        return Files.isReadable(NET.resolve("tcp"));
    }

    /** The user whom this process runs for; empty where the system does not tell. */
    static OptionalLong ownUser() {
        try {
            return OptionalLong.of(((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue());
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    /** @param peer the socket's own address @param local what it is connected to */
    static Optional<LocalSocket> find(InetSocketAddress peer, InetSocketAddress local) {
        return Stream.generate(() -> find(NET, peer, local))
                .limit(MOST_LOOKS)
                .flatMap(Optional::stream)
                .findFirst();
    }

    static Optional<LocalSocket> find(Path tables, InetSocketAddress peer, InetSocketAddress local) {
        Optional<LocalSocket> found = isV4(peer) && isV4(local)
                ? find(tables.resolve("tcp"), hex(peer, false), hex(local, false))
                : Optional.empty();
        return found.or(() -> find(tables.resolve("tcp6"), hex(peer, true), hex(local, true)));
    }

    private static Optional<LocalSocket> find(Path table, String peer, String local) {
        try (Stream<String> lines = Files.lines(table, StandardCharsets.ISO_8859_1)) {
            return lines.skip(1)
                    .filter(line -> line.contains(peer) && line.contains(local))
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields.length > INODE
                            && fields[LOCAL].equals(peer)
                            && fields[REMOTE].equals(local)
                            && fields[STATE].equals(ESTABLISHED)
                            && !fields[INODE].equals(NO_INODE))
                    .map(fields -> new LocalSocket(Long.parseLong(fields[USER]), fields[INODE]))
                    .findFirst();
        } catch (IOException | UncheckedIOException noSuchTable) {
            return Optional.empty();
        }
    }

    private static boolean isV4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }

    /** As the kernel writes it: words of the address in this machine's order of bytes, and the port. */
    private static String hex(InetSocketAddress address, boolean asV6) {
        byte[] bytes = bytes(address.getAddress(), asV6);
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        StringBuilder text = new StringBuilder();
        IntStream.range(0, bytes.length / Integer.BYTES)
                .forEach(word -> text.append(String.format("%08X", words.getInt(word * Integer.BYTES))));
        return text.append(String.format(":%04X", address.getPort())).toString();
    }

    private static byte[] bytes(InetAddress address, boolean asV6) {
        byte[] bytes = address.getAddress();
        return asV6 && bytes.length == Integer.BYTES
                ? ByteBuffer.allocate(MAPPED.length + bytes.length)
                        .put(MAPPED)
                        .put(bytes)
                        .array()
                : bytes;
    }
}
