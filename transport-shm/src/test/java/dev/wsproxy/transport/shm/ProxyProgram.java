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
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A proxy process with one shared connection: attaches the first client to it under handle 1, then delivers as many messages
 * as each line of its standard input says, numbered from 0, and answers with that line; ends in order after {@value #STOP}.
 */
final class ProxyProgram {
    static final String STOP = "stop";

    private ProxyProgram() {}

    public static void main(String[] arguments) throws Exception {
        ScriptedHost host = new ScriptedHost();
        ShmTransport transport =
                new ShmTransport(new RuntimeDirectory(Path.of(arguments[0])), ShmOptions.DEFAULT, "test");
        transport.start(host);
        Outlet outlet = transport.open(1);
        System.out.println("listening");
        outlet.attach(host.awaitClient().port(), 1, 0);
        Recipients recipients = new Recipients();
        recipients.add(0);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = commands.readLine(); line != null && !STOP.equals(line); line = commands.readLine()) {
            for (int end = number + Integer.parseInt(line); number < end; number++) {
                ByteBuffer message = ByteBuffer.wrap(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
                outlet.deliver(FrameType.TEXT, System.nanoTime(), 0, message, recipients);
            }
            System.out.println(line);
        }
        outlet.close();
        transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "the test ends"));
        System.out.println(STOP);
    }
}
