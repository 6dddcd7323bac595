// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Brings all logging of the JVM to Logback: SLF4J, java.util.logging and what is printed. */
final class Logging {

    /** The Logback file to read; if it is not set or empty, the JVM's logging stays as it is. */
    static final String CONFIG = "wsproxy.log.config";

    private Logging() {}

    /**
     * Configures Logback from the file that the properties name; the file may refer to every {@code wsproxy.*} property.
     * The standard streams are logged too, unless the file logs to them.
     *
     * @throws LaunchException if the file cannot be read
     */
    static void configure(Map<String, String> properties) throws LaunchException {
        String file = properties.getOrDefault(CONFIG, "");
        if (file.isEmpty() || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        read(Path.of(file), context, properties);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        if (context.getLoggerList().stream().noneMatch(Logging::printsToConsole)) {
            LogStream.replaceStandardStreams();
        }
    }

    static void read(Path file, LoggerContext context, Map<String, String> properties) throws LaunchException {
        context.reset();
        properties.forEach((key, value) -> {
            if (key.startsWith("wsproxy.")) {
                context.putProperty(key, value);
            }
        });
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(file.toFile());
        } catch (JoranException e) {
            throw new LaunchException("cannot configure logging from " + file, e);
        }
        LogLevel.hush(context);
    }

    private static boolean printsToConsole(Logger logger) {
        boolean console = false;
        for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext(); ) {
            console |= all.next() instanceof ConsoleAppender;
        }
        return console;
    }
}
