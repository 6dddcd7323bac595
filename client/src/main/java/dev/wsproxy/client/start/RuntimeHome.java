// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.ConfigDirectory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runtime that a proxy is started from.
 *
 * @param path absolute
 */
public record RuntimeHome(Path path) {
    /** The environment variable that names the runtime home. */
    public static final String VARIABLE = "WSPROXY_HOME";

    public RuntimeHome {
        path = path.toAbsolutePath().normalize();
    }

    /**
     * Looks at what the application chose, else what {@value #VARIABLE} says; when there is neither, in the file
     * {@code wsproxy/home} of the user's configuration directory, then beside this library's own jar.
     *
     * @throws FailureException {@code RUNTIME_NOT_FOUND}: the reason says where was looked and what to do
     */
    public static RuntimeHome find(Optional<Path> chosen, Map<String, String> environment) {
        return find(chosen, environment, ownJar());
    }

    static RuntimeHome find(Optional<Path> chosen, Map<String, String> environment, Optional<Path> jar) {
        if (chosen.isPresent()) {
            return required(chosen.get(), "the application chose");
        }
        String variable = environment.getOrDefault(VARIABLE, "");
        if (!variable.isBlank()) {
            return required(Path.of(variable), VARIABLE + " names");
        }
        List<String> tried = new ArrayList<>();
        Path note = noteFile(environment);
        return noted(note, tried)
                .or(() -> besideJar(jar, tried))
                .orElseThrow(() -> notFound("no runtime home was found: " + VARIABLE + " is not set, "
                        + String.join(", ", tried) + "; set " + VARIABLE
                        + " to an unpacked wsproxy runtime, or run ./wsproxy once in the project's root, which notes its"
                        + " runtime in " + note));
    }

    /** The file in which {@code ./wsproxy} notes, in one line, where this user's runtime is. */
    static Path noteFile(Map<String, String> environment) {
        return ConfigDirectory.of(environment).resolve("home");
    }

    private static RuntimeHome required(Path path, String who) {
        RuntimeHome home = new RuntimeHome(path);
        if (!home.isComplete()) {
            throw notFound(who + " " + home.path + ", which is no wsproxy runtime: " + home.path.resolve("lib/boot")
                    + " or " + home.jvmArguments() + " is missing");
        }
        return home;
    }

    private static Optional<RuntimeHome> noted(Path note, List<String> tried) {
        try {
            RuntimeHome home = new RuntimeHome(Path.of(Files.readString(note).strip()));
            tried.add(note + " names " + home.path + " where none is (any more)");
            return Optional.of(home).filter(RuntimeHome::isComplete);
        } catch (IOException | InvalidPathException e) {
            tried.add(note + (Files.exists(note) ? " cannot be read" : " does not exist"));
            return Optional.empty();
        }
    }

    private static Optional<RuntimeHome> besideJar(Optional<Path> jar, List<String> tried) {
        tried.add(jar.map(file -> "none is around " + file).orElse("this library was not loaded from a file"));
        return jar.map(Path::getParent)
                .filter(folder -> folder.endsWith(Path.of("lib", "client")))
                .map(folder -> new RuntimeHome(folder.resolve("../..")))
                .filter(RuntimeHome::isComplete);
    }

    private static Optional<Path> ownJar() {
        CodeSource source = RuntimeHome.class.getProtectionDomain().getCodeSource();
        URL url = source == null ? null : source.getLocation();
        if (url == null || !"file".equals(url.getProtocol())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(url.toURI()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static FailureException notFound(String reason) {
        return new FailureException(Failure.of(ErrorCode.RUNTIME_NOT_FOUND, reason));
    }

    /** The file with the JVM's arguments. */
    Path jvmArguments() {
        return path.resolve("conf").resolve("jvm.args");
    }

    /** The class path of the proxy process. */
    String classPath() {
        return path.resolve("lib").resolve("boot") + java.io.File.separator + "*";
    }

    private boolean isComplete() {
        return Files.isDirectory(path.resolve("lib").resolve("boot")) && Files.isReadable(jvmArguments());
    }
}
