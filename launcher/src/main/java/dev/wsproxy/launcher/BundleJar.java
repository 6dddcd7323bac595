// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One jar of the runtime's curated bundles.
 *
 * @param file its absolute path, {@code bundles/NN-name/….jar}
 * @param startLevel the NN of its folder, 1 to 99
 */
record BundleJar(Path file, int startLevel) {

    private static final Pattern FOLDER = Pattern.compile("(?!00)(\\d\\d)-[a-z0-9-]+");

    /** Returns the jars of all start-level folders, by level and then by name. */
    static List<BundleJar> findAll(Path bundles) throws LaunchException {
        List<BundleJar> jars = new ArrayList<>();
        try {
            for (Path folder : list(bundles)) {
                if (Files.isDirectory(folder)) {
                    addAll(folder, jars);
                }
            }
        } catch (IOException e) {
            throw new LaunchException("cannot read the bundle folders in " + bundles, e);
        }
        if (jars.isEmpty()) {
            throw new LaunchException("there are no bundles in " + bundles + "; check --home");
        }
        return jars;
    }

    private static void addAll(Path folder, List<BundleJar> jars) throws IOException, LaunchException {
        Matcher name = FOLDER.matcher(folder.getFileName().toString());
        if (!name.matches()) {
            throw new LaunchException(folder + " is no start-level folder: name it NN-name, with NN from 01 to 99");
        }
        int startLevel = Integer.parseInt(name.group(1));
        for (Path file : list(folder)) {
            if (file.toString().endsWith(".jar")) {
                jars.add(new BundleJar(file, startLevel));
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    /** Returns the location that makes the framework use the file where it lies, without a copy in its cache. */
    String location() {
        // The framework decodes this as a form field, where a plus sign is a blank.
        return "reference:" + file.toUri().toString().replace("+", "%2B");
    }
}
