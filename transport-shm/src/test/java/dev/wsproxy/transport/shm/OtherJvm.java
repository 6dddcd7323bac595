// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second JVM with this one's class path and no flags; test and program talk in lines on its standard streams. */
final class OtherJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final PrintWriter input;

    private OtherJvm(Process process) {
        this.process = process;
        output = process.inputReader(StandardCharsets.UTF_8);
        input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    static OtherJvm start(Class<?> main, Object... arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /** One that may have so many files open. */
    static OtherJvm startWithDescriptors(int limit, Class<?> main, Object... arguments) throws IOException {
        return start(List.of("sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh"), main, arguments);
    }

    private static OtherJvm start(List<String> launcher, Class<?> main, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new OtherJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next line that the program prints. */
    String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("the other JVM has ended");
        }
        return line;
    }

    void say(Object line) {
        input.println(line);
    }

    /** Lets the program read the end of its standard input. */
    void endInput() {
        input.close();
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new AssertionError("kill -" + name + " failed: exit=" + exit);
        }
    }

    /** SIGKILL, which nothing in the process can notice. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
