// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Puts what libraries print into the log, one event for each printed text: nobody reads the standard streams of a proxy
 * in the background, and some bundles (Declarative Services among them) report errors nowhere else.
 */
final class LogStream extends ByteArrayOutputStream {

    private final Logger log;
    private final Level level;
    private final PrintStream original;
    private boolean logging;

    private LogStream(String name, Level level, PrintStream original) {
        this.log = LoggerFactory.getLogger(name);
        this.level = level;
        this.original = original;
    }

    /** Replaces both standard streams of the JVM. */
    static void replaceStandardStreams() {
        System.setOut(stream("stdout", Level.INFO, System.out));
        System.setErr(stream("stderr", Level.WARN, System.err));
    }

    static PrintStream stream(String name, Level level, PrintStream original) {
        return new PrintStream(new LogStream(name, level, original), true, StandardCharsets.UTF_8);
    }

    /** Called by the print stream after each write, often before a line is complete. */
    @Override
    public synchronized void flush() {
        if (logging) {
            // An appender prints: pass it on instead of going round in circles.
            original.write(buf, 0, count);
            original.flush();
            reset();
        } else if (count > 0 && buf[count - 1] == '\n') {
            String text = toString(StandardCharsets.UTF_8).stripTrailing();
            reset();
            log(text);
        }
    }

    private void log(String text) {
        logging = true;
        try {
            if (!text.isEmpty()) {
                log.atLevel(level).log(text);
            }
        } finally {
            logging = false;
        }
    }
}
