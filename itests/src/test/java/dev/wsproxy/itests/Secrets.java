// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Every secret that the tests give to a proxy or its clients, and whether one of them is where none may be. */
final class Secrets {
    /** That of the simulator's account. */
    static final String ACCOUNT = "demo-secret";

    private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();
    private static final int CHUNK = 1 << 20;
    private static final int GZIP = 0x8b1f;

    static {
        remember(ACCOUNT);
        remember("other-secret");
    }

    private Secrets() {}

    /** Adds one; a file that was looked at before is not looked at again. */
    static String remember(String secret) {
        KNOWN.add(secret);
        return secret;
    }

    /** The names of the secrets' beginnings that are in a text, as they are or in Base64. */
    static List<String> in(String text) {
        return needles().filter(text::contains).map(Secrets::shown).toList();
    }

    private static Stream<String> needles() {
        return KNOWN.stream().flatMap(secret -> Stream.of(secret, base64(secret)));
    }

    /** Without the last characters, which depend on what follows. */
    private static String base64(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().withoutPadding().encodeToString(bytes).substring(0, bytes.length / 3 * 4);
    }

    private static String shown(String secret) {
        return secret.substring(0, 5) + "…";
    }

    /** The files below a directory, or the file, in which there is a secret; packed ones are unpacked. */
    static List<String> below(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    in(file).forEach(secret -> found.add(file + ": " + secret));
                }
            }
        }
        return found;
    }

    private static List<String> in(Path file) throws IOException {
        try (InputStream in = open(file)) {
            return in(in);
        } catch (NoSuchFileException deletedMeanwhile) {
            return List.of();
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        byte[] head = in.readNBytes(2);
        InputStream whole = new java.io.SequenceInputStream(new ByteArrayInputStream(head), in);
        boolean packed = head.length == 2 && ((head[1] & 0xff) << 8 | head[0] & 0xff) == GZIP;
        return packed ? new GZIPInputStream(whole) : whole;
    }

    private static List<String> in(InputStream in) throws IOException {
        String before = "";
        for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
            String text = before + new String(chunk, StandardCharsets.ISO_8859_1);
            List<String> found = in(text);
            if (!found.isEmpty()) {
                return found;
            }
            before = text.substring(Math.max(0, text.length() - longest()));
        }
        return List.of();
    }

    private static int longest() {
        return needles().mapToInt(String::length).max().orElse(0);
    }
}
