// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Changes how much is logged while the proxy runs. Bundles find it as a service; any thread may call it. Loggers that may
 * tell credentials when they tell much never tell more than INFO, whatever the configuration says.
 */
final class LogLevel implements Consumer<String> {

    /** The value of the service property {@code wsproxy.service}. */
    static final String SERVICE = "log-level";

    /** Jetty logs the headers of requests. */
    private static final String TELLTALE = "org.eclipse.jetty";

    private static final List<String> NAMES = List.of("off", "error", "warn", "info", "debug", "trace");

    @Override
    public void accept(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (!NAMES.contains(lowerCase)) {
            throw new IllegalArgumentException(
                    "unknown log level " + name + "; use one of " + String.join(", ", NAMES));
        }
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            throw new IllegalStateException("log levels can be changed with Logback only, not with "
                    + factory.getClass().getName());
        }
        Level level = Level.toLevel(lowerCase);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
        context.getLogger("dev.wsproxy").setLevel(level);
        hush(context);
    }

    /** Takes back what would let credentials into the log. */
    static void hush(LoggerContext context) {
        for (Logger logger : context.getLoggerList()) {
            boolean telltale =
                    logger.getName().equals(TELLTALE) || logger.getName().startsWith(TELLTALE + ".");
            if (telltale && logger.getLevel() != null && !logger.getLevel().isGreaterOrEqual(Level.INFO)) {
                logger.setLevel(Level.INFO);
            }
        }
        Logger telltale = context.getLogger(TELLTALE);
        if (!telltale.getEffectiveLevel().isGreaterOrEqual(Level.INFO)) {
            telltale.setLevel(Level.INFO);
        }
    }
}
