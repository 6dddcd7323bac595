// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy process with one shared connection: attaches every client to it under handle 1, in slots from 0, and delivers to all
 * of them without pause until its standard input ends. Nothing may reach the delivering thread: it says so, and ends.
 */
final class BusyProxyProgram {
    private static final long PAUSE_NS = 10_000;

    private final ScriptedHost host = new ScriptedHost();
    private final Recipients recipients = new Recipients();
    private int slots;

    private BusyProxyProgram() {}

    public static void main(String[] arguments) throws Exception {
        new BusyProxyProgram().run(Path.of(arguments[0]));
    }

    private void run(Path directory) throws Exception {
        ShmTransport transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        transport.start(host);
        Outlet outlet = transport.open(1);
        Thread upstream = new Thread(() -> deliver(outlet), "upstream");
        upstream.start();
        System.out.println("listening");
        while (System.in.read() >= 0) {
            // Until the test has done.
        }
        upstream.interrupt();
        upstream.join();
        transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "the test ends"));
        System.out.println("stopped");
    }

    private void deliver(Outlet outlet) {
        try {
            for (int number = 0; !Thread.interrupted(); number++) {
                if (host.hasClient()) {
                    outlet.attach(host.awaitClient().port(), 1, slots);
                    recipients.add(slots++);
                }
                ByteBuffer message = ByteBuffer.wrap(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
                outlet.deliver(FrameType.TEXT, System.nanoTime(), 0, message, recipients);
                LockSupport.parkNanos(PAUSE_NS);
            }
            outlet.close();
        } catch (InterruptedException | RuntimeException | Error e) {
            System.out.println("the upstream's thread has got " + e);
        }
    }
}
