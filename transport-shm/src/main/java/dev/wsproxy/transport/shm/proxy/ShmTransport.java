// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.transport.TransportHost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy's end of the shared-memory transport. */
@Component(service = Transport.class, configurationPid = "dev.wsproxy.transport.shm")
public final class ShmTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(ShmTransport.class);

    /** The name of both ends. */
    public static final String NAME = "shm";

    /** The framework property that names the runtime directory; without it the environment decides. */
    public static final String DIRECTORY_PROPERTY = "wsproxy.dir";

    /** The configuration {@code dev.wsproxy.transport.shm}. */
    @interface Config {
        /** Most bytes of memory per shared connection; 0: the smaller of 512 MiB and a quarter of the free space. */
        long maxConnectionBytes() default 0;

        /** Messages of more bytes reach clients in pieces; at most an eighth of a generation is used. */
        int pieceBytes() default 1 << 20;

        /** Most bytes of unread replies per client; one that has more is cut off. */
        long replyBytes() default 16L << 20;

        /** The longest message that a client may send upstream, in bytes. */
        int maxMessageBytes() default 16 << 20;

        /** After so many milliseconds without a sign of life a client is reported in the log. */
        long heartbeatTimeoutMs() default 10_000;

        /** How many milliseconds clients get to read on when the proxy ends. */
        long drainTimeoutMs() default 2_000;

        /** How many milliseconds the memory of a proxy that died is kept, so that its clients can read on. */
        long leftoverTimeoutMs() default 30_000;
    }

    private final RuntimeDirectory directory;
    private ShmOptions options;
    private final String version;
    private @Nullable Incarnation incarnation;

    /** As an OSGi component. */
    @Activate
    public ShmTransport(BundleContext context, Config config) {
        this(
                directory(context),
                optionsAtStart(config),
                context.getBundle().getVersion().toString());
    }

    /**
     * Without OSGi.
     *
     * @param version of the proxy, for people
     */
    public ShmTransport(RuntimeDirectory directory, ShmOptions options, String version) {
        this.directory = directory;
        this.options = options;
        this.version = version;
    }

    private static RuntimeDirectory directory(BundleContext context) {
        String path = context.getProperty(DIRECTORY_PROPERTY);
        return path == null ? RuntimeDirectory.fromEnvironment(System.getenv()) : new RuntimeDirectory(Path.of(path));
    }

    /** Without them a proxy would run that nobody can reach, not even to end it. */
    private static ShmOptions optionsAtStart(Config config) {
        try {
            return options(config);
        } catch (RuntimeException e) {
            LOG.error("The settings cannot be used; the defaults hold instead: {}", String.valueOf(e.getMessage()));
            return ShmOptions.DEFAULT;
        }
    }

    private static ShmOptions options(Config config) {
        return new ShmOptions(
                config.maxConnectionBytes(),
                config.pieceBytes(),
                config.replyBytes(),
                config.maxMessageBytes(),
                Duration.ofMillis(config.heartbeatTimeoutMs()),
                Duration.ofMillis(config.drainTimeoutMs()),
                Duration.ofMillis(config.leftoverTimeoutMs()));
    }

    @Modified
    void modified(Config config) {
        try {
            options(options(config));
        } catch (RuntimeException e) {
            LOG.error("The changed settings cannot be used; those before stay: {}", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Changes the limits, without a break: for connections that are opened and clients that join from now on. What exists
     * keeps its own. Any thread.
     */
    public synchronized void options(ShmOptions changed) {
        options = changed;
        if (incarnation != null) {
            incarnation.options(changed);
            LOG.info("New settings, for connections and clients that come from now on: {}", changed);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public synchronized void start(TransportHost host) {
        if (incarnation != null) {
            throw new IllegalStateException("the transport has been started: directory=" + directory.path());
        }
        directory.prepare();
        try {
            incarnation = new Incarnation(directory, options, version, host);
        } catch (IOException e) {
            throw unusable("shared memory cannot be served in " + directory.path(), e);
        }
    }

    @Override
    public Outlet open(long connectionId) {
        Incarnation current = current();
        try {
            return current.open(connectionId);
        } catch (IOException e) {
            throw unusable("no shared memory for connection " + connectionId, e);
        }
    }

    private synchronized Incarnation current() {
        if (incarnation == null) {
            throw new FailureException(Failure.of(
                    ErrorCode.UNSUPPORTED, "the shared-memory transport of " + directory.path() + " is not running"));
        }
        return incarnation;
    }

    private static FailureException unusable(String what, IOException cause) {
        Failure failure = Failure.of(ErrorCode.BAD_DIRECTORY, what + ": " + cause.getMessage());
        return new FailureException(failure, cause);
    }

    @Override
    public void quiesce() {
        Incarnation current;
        synchronized (this) {
            current = incarnation;
        }
        if (current != null) {
            current.quiesce();
        }
    }

    @Override
    public void stop(Failure reason) {
        Incarnation stopped;
        synchronized (this) {
            stopped = incarnation;
            incarnation = null;
        }
        if (stopped != null) {
            stopped.stop(reason);
        }
    }

    @Deactivate
    void deactivate() {
        stop(Failure.of(ErrorCode.PROXY_STOPPING, "the shared-memory transport is being stopped"));
    }
}
