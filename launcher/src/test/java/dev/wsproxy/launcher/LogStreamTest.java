// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogStreamTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("test-stream");
    private final ByteArrayOutputStream original = new ByteArrayOutputStream();
    private final PrintStream stream =
            LogStream.stream("test-stream", Level.WARN, new PrintStream(original, true, StandardCharsets.UTF_8));

    @AfterEach
    void detach() {
        logger.detachAndStopAllAppenders();
    }

    @Test
    void logsEachPrintAsOneEvent() {
        List<ILoggingEvent> events = new ArrayList<>();
        attach(events::add);
        stream.println("first line\nsecond line");
        stream.println();
        stream.printf("%d €%n", 3);
        assertThat(events)
                .extracting(
                        ILoggingEvent::getFormattedMessage,
                        event -> event.getLevel().toString())
                .containsExactly(tuple("first line\nsecond line", "WARN"), tuple("3 €", "WARN"));
        assertThat(original.size()).isZero();
    }

    @Test
    void passesOnWhatAnAppenderPrints() {
        attach(event -> stream.println("appended: " + event.getFormattedMessage()));
        stream.println("text");
        assertThat(original.toString(StandardCharsets.UTF_8)).isEqualTo("appended: text\n");
    }

    private void attach(Consumer<ILoggingEvent> consumer) {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                consumer.accept(event);
            }
        };
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }
}
