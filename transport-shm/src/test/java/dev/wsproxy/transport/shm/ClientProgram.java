// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import dev.wsproxy.testkit.LinkProbe;
import dev.wsproxy.testkit.LinkProbe.Lost;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.WireVersion;
import java.nio.file.Path;
import java.time.Duration;

/** A client process: registers with the proxy of a directory, says so, and reads until that has gone. */
final class ClientProgram {
    private ClientProgram() {}

    public static void main(String[] arguments) {
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), arguments[1], "test");
        try (LinkProbe probe = new LinkProbe(new ShmClientTransport().connect(Path.of(arguments[0]), hello))) {
            System.out.println(probe.link().welcome().directory());
            while (probe.arrivals(Lost.class).isEmpty()) {
                if (probe.link().poll(probe, 100) == 0) {
                    probe.link().idle(Duration.ofSeconds(1));
                }
            }
        }
    }
}
