// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.itests.matrix.Chaos;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What may lie in the directories of a proxy that starts. */
enum Leftover {
    DEAD_PIDS("lock and pid files with the pids of dead processes") {
        @Override
        void leave(ProxyPlace place) throws IOException {
            pids(place, "4194304");
        }
    },
    RECYCLED_PIDS("lock and pid files, and memory, of a pid that another process has got") {
        @Override
        void leave(ProxyPlace place) throws IOException {
            String pid = String.valueOf(ProcessHandle.current().pid());
            pids(place, pid);
            Files.createDirectories(place.dir().resolve("proxy-" + pid + "-1/connections/1"));
        }
    },
    HALF_PIDS("half-written lock and pid files") {
        @Override
        void leave(ProxyPlace place) throws IOException {
            pids(place, "41");
            Files.write(place.dir().resolve("proxy.pid"), bytes(3));
            Files.write(place.state().resolve("proxy.pid"), new byte[0]);
        }
    },
    DAMAGED_MEMORY("memory of dead proxies: cut short, of random bytes, files where directories should be") {
        @Override
        void leave(ProxyPlace place) throws IOException {
            Path dead = place.dir().resolve("proxy-4194304-1700000000000");
            Files.createDirectories(dead.resolve("clients/1"));
            Files.write(dead.resolve("clients/1/flags"), bytes(100));
            Files.createDirectories(dead.resolve("connections/1/0"));
            Files.write(dead.resolve("connections/1/0/metadata.cq4t"), bytes(70_000));
            Files.write(dead.resolve("died"), bytes(5));
            Files.createDirectory(place.dir().resolve("proxy-4194304-1700000000001"));
            Files.write(place.dir().resolve("proxy-4194304-1700000000002"), bytes(10));
        }
    },
    DAMAGED_CACHE("a bundle cache cut short and of random bytes") {
        @Override
        void leave(ProxyPlace place) throws IOException {
            place.connect().close();
            place.killAll();
            try (Stream<Path> files = Files.walk(place.state().resolve("cache"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    byte[] cut = Files.readAllBytes(file);
                    Files.write(file, cut.length % 2 == 0 ? bytes(cut.length + 1) : new byte[0]);
                }
            }
            Files.createSymbolicLink(place.state().resolve("cache/bundle999"), place.root());
        }
    },
    DAMAGED_LOGS("logs of random bytes") {
        @Override
        void leave(ProxyPlace place) throws IOException {
            Path logs = place.state().resolve("logs");
            OwnDirectory.make(logs);
            for (String name : List.of("wsproxy.log", "proxy.out", "wsproxy.2020-01-01.0.log.gz")) {
                Files.write(logs.resolve(name), bytes(100_000));
            }
        }
    },
    DEAD_SOCKET("control.sock of a dead proxy") {
        @Override
        void leave(ProxyPlace place) throws IOException {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(place.dir().resolve("control.sock")));
            channel.close();
        }
    },
    PLAIN_SOCKET("control.sock is a plain file") {
        @Override
        void leave(ProxyPlace place) throws IOException {
            Files.write(place.dir().resolve("control.sock"), bytes(10));
        }
    },
    LINKED_SOCKET("control.sock is a dangling symbolic link") {
        @Override
        void leave(ProxyPlace place) throws IOException {
            Files.createSymbolicLink(place.dir().resolve("control.sock"), Path.of("nowhere"));
        }
    },
    EMPTY_DIRECTORY_AS_SOCKET("control.sock is an empty directory") {
        @Override
        void leave(ProxyPlace place) throws IOException {
            Files.createDirectory(place.dir().resolve("control.sock"));
        }
    };

    private static final Random RANDOM = Chaos.random("leftovers");
    private final String text;

    Leftover(String text) {
        this.text = text;
    }

    /** Leaves it; both directories are there. */
    abstract void leave(ProxyPlace place) throws IOException;

    @Override
    public String toString() {
        return text;
    }

    private static void pids(ProxyPlace place, String pid) throws IOException {
        for (Path directory : List.of(place.dir(), place.state())) {
            for (String name : List.of("spawn.lock", "proxy.lock", "proxy.pid")) {
                Files.writeString(directory.resolve(name), pid);
            }
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
