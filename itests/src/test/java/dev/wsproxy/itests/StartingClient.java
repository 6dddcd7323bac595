// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.FailureException;
import dev.wsproxy.client.ProxyClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM with one client, which prints the pid of its proxy, or why it has none, and stays. Closing it kills it.
 */
record StartingClient(Process process) implements AutoCloseable {

    static StartingClient start(ProxyPlace place) throws IOException {
        return start(List.of(), place);
    }

    /** Behind another program, which is given the command line. */
    static StartingClient start(List<String> prefix, ProxyPlace place) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StartingClient.class.getName(),
                place.dir().toString(),
                RuntimeHome.assembled().path().toString()));
        return new StartingClient(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The first line it prints. */
    String answer() throws IOException {
        return process.inputReader().readLine();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        try (ProxyClient client = ProxyClient.builder("starting")
                .directory(Path.of(args[0]))
                .home(Path.of(args[1]))
                .linger(Duration.ofSeconds(20))
                .connect()) {
            System.out.println(client.proxyPid());
            System.in.transferTo(OutputStream.nullOutputStream()); // stays until it is killed
        } catch (FailureException e) {
            System.out.println(e.getMessage());
        }
    }
}
