// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.Credentials;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A JVM with several clients that start in the same instant, when they are told to. */
final class Crowd implements AutoCloseable {
    /** What one client got. */
    record Answer(long proxyPid, long connectionId, boolean isNew) {}

    private final Process process;
    private final BufferedReader output;
    private final int size;

    private Crowd(Process process, int size) {
        this.process = process;
        this.output = process.inputReader();
        this.size = size;
    }

    static Crowd start(Playground playground, Upstream upstream, int size) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Crowd.class.getName(),
                        playground.dir().toString(),
                        playground.home().toString(),
                        upstream.url(),
                        String.valueOf(size))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Crowd(process, size);
    }

    void awaitReady() throws IOException {
        assertThat(output.readLine()).isEqualTo("ready");
    }

    void go() throws IOException {
        Writer input = process.outputWriter();
        input.write("go\n");
        input.flush();
    }

    List<Answer> answers() throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String line = output.readLine();
            assertThat(line).as("answer %d of %d", i, size).isNotNull();
            String[] fields = line.split(" ");
            assertThat(fields).as(line).hasSize(3);
            answers.add(
                    new Answer(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Boolean.parseBoolean(fields[2])));
        }
        return answers;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] args) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            String name = "crowd-" + ProcessHandle.current().pid() + "-" + i;
            new Thread(() -> run(name, args, start), name).start();
        }
        System.out.println("ready");
        System.in.read();
        start.countDown();
        System.in.transferTo(OutputStream.nullOutputStream()); // stays until it is killed
    }

    private static void run(String name, String[] args, CountDownLatch start) {
        try {
            start.await();
            ProxyClient client = ProxyClient.builder(name)
                    .directory(Path.of(args[0]))
                    .home(Path.of(args[1]))
                    .linger(Duration.ofSeconds(1))
                    .connect();
            Connection connection = client.open(OpenOptions.url(args[2])
                    .credentials(new Credentials("demo-key", "demo-secret"))
                    .build());
            System.out.println(client.proxyPid() + " " + connection.id() + " " + connection.isNew());
        } catch (Exception e) {
            System.out.println("failed: " + e);
        }
    }
}
