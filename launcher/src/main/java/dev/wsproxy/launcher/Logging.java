// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets up Logback, which serves the launcher and every bundle. */
final class Logging {

    /** The Logback file to read; if it is not set or empty, the JVM's logging stays as it is. */
    static final String CONFIG_PROPERTY = "wsproxy.log.config";

    private Logging() {}

    /**
     * Configures Logback from the file that the properties name; the file may refer to every {@code wsproxy.*} property.
     *
     * @throws LaunchException if the file cannot be read
     */
    static void configure(Map<String, String> properties) throws LaunchException {
        String file = properties.getOrDefault(CONFIG_PROPERTY, "");
        if (file.isEmpty() || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        properties.forEach((key, value) -> {
            if (key.startsWith("wsproxy.")) {
                context.putProperty(key, value);
            }
        });
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(Path.of(file).toFile());
        } catch (JoranException e) {
            throw new LaunchException("cannot configure logging from " + file, e);
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
