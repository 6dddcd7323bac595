// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;

/** Reads {@code conf/framework.properties} of a runtime home and puts the launch options into it. */
final class RuntimeProperties {

    /** How long a start waits for another proxy on the same state directory to end; default {@value #LOCK_TIMEOUT_MS}. */
    static final String LOCK_TIMEOUT = "wsproxy.lock.timeout.ms";

    /** How long a start waits for the required services; default {@value #SERVICES_TIMEOUT_MS}. */
    static final String SERVICES_TIMEOUT = "wsproxy.required.timeout.ms";

    private static final String LOCK_TIMEOUT_MS = "10000";
    private static final String SERVICES_TIMEOUT_MS = "5000";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");

    private RuntimeProperties() {}

    /**
     * Returns all framework properties: those of the file with {@code ${…}} replaced, then the overrides, then what
     * follows from the options.
     *
     * @throws LaunchException if the file is missing or refers to a property that does not exist
     */
    static Map<String, String> load(LaunchOptions options) throws LaunchException {
        Path file = options.home().resolve("conf/framework.properties");
        Map<String, String> paths = Map.of(
                "wsproxy.home", options.home().toString(),
                "wsproxy.dir", options.dir().toString(),
                "wsproxy.state", options.state().toString());
        Map<String, String> properties = new HashMap<>();
        for (Map.Entry<Object, Object> entry : read(file).entrySet()) {
            String key = entry.getKey().toString();
            properties.put(key, substitute(key, entry.getValue().toString(), paths, file));
        }
        properties.putAll(options.overrides());
        properties.putAll(paths);
        properties.put(
                Constants.FRAMEWORK_STORAGE,
                BundleCache.in(options.state()).directory().toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        return properties;
    }

    static Duration lockTimeout(Map<String, String> properties) throws LaunchException {
        return millis(LOCK_TIMEOUT, properties.getOrDefault(LOCK_TIMEOUT, LOCK_TIMEOUT_MS));
    }

    static Duration servicesTimeout(Map<String, String> properties) throws LaunchException {
        return millis(SERVICES_TIMEOUT, properties.getOrDefault(SERVICES_TIMEOUT, SERVICES_TIMEOUT_MS));
    }

    private static Duration millis(String key, String value) throws LaunchException {
        try {
            return Duration.ofMillis(Integer.parseUnsignedInt(value));
        } catch (NumberFormatException e) {
            throw new LaunchException(key + " must be a number of milliseconds, not " + value);
        }
    }

    private static Properties read(Path file) throws LaunchException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (NoSuchFileException e) {
            throw new LaunchException("no runtime home: " + file + " does not exist; check --home");
        } catch (IOException | IllegalArgumentException e) {
            throw new LaunchException("cannot read " + file, e);
        }
    }

    private static String substitute(String key, String value, Map<String, String> paths, Path file)
            throws LaunchException {
        Matcher matcher = REFERENCE.matcher(value);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String replacement = paths.get(name);
            if (replacement == null) {
                throw new LaunchException(file + ": " + key + " refers to ${" + name + "}, which is not one of "
                        + String.join(", ", paths.keySet().stream().sorted().toList()));
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(replacement));
        }
        return matcher.appendTail(result).toString();
    }
}
