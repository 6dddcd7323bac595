// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.shm.FileTree;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.slf4j.LoggerFactory;

/** What the component makes of its configuration. */
@Timeout(60)
class SettingsTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(ShmTransport.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Path directory;

    @BeforeEach
    void create() throws IOException {
        directory = Files.createTempDirectory("wsproxy-test-");
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void delete() throws IOException {
        logger.detachAppender(log);
        FileTree.delete(directory);
    }

    @Test
    void servesWithTheDefaultsWhenTheFileHasAValueThatCannotBeUsed() throws Exception {
        ShmTransport transport = new ShmTransport(context(), config(Map.of("replyBytes", 1L)));
        transport.start(new ScriptedHost());
        try {
            Hello hello = new Hello(WireVersion.CURRENT, false, 1, "client", "test");
            new ShmClientTransport().connect(directory, hello).close();
        } finally {
            transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "the test ends"));
        }

        assertThat(log.list).anySatisfy(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getFormattedMessage()).contains("replyBytes must be at least", "defaults");
        });
    }

    private static ShmTransport.Config config(Map<String, Object> values) {
        return stub(ShmTransport.Config.class, values);
    }

    private BundleContext context() {
        Bundle bundle = stub(Bundle.class, Map.of("getVersion", Version.emptyVersion));
        return stub(BundleContext.class, Map.of("getBundle", bundle, "getProperty", directory.toString()));
    }

    /** Answers with these values by a method's name, else with its default. */
    private static <T> T stub(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                SettingsTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
