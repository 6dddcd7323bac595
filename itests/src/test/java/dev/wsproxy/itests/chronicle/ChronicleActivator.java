// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.chronicle;

import java.nio.file.Path;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.slf4j.LoggerFactory;

/** Writes a message to a queue in the proxy's directory, reads it back and logs it. */
public final class ChronicleActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        Path directory = Path.of(context.getProperty("wsproxy.dir"), "queue");
        try (ChronicleQueue queue = ChronicleQueue.single(directory.toString());
                ExcerptAppender appender = queue.createAppender();
                ExcerptTailer tailer = queue.createTailer()) {
            appender.writeText("hello");
            LoggerFactory.getLogger(ChronicleActivator.class).info("Read from the queue: {}", tailer.readText());
        }
    }

    @Override
    public void stop(BundleContext context) {}
}
