// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.util.FelixConstants;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One proxy runtime: a framework on the bundles of a runtime home, alone on its directories.
 *
 * <p>Started at most once; {@link #awaitStop()} and {@link #stop()} may be called by any thread after that. Several
 * launchers may live in one JVM, each with a state directory of its own. It never ends the JVM.
 */
public final class Launcher {

    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    /** The value of the service property {@code wsproxy.service} of the service that ends a useless runtime. */
    private static final String USELESS_SERVICE = "useless";

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final LaunchOptions options;
    private volatile @Nullable InstanceLocks locks;
    private volatile @Nullable Framework framework;
    private volatile boolean started;
    private volatile boolean stopping;
    private volatile @Nullable String useless;

    /**
     * Prepares a runtime; nothing happens before {@link #start()}.
     *
     * @param options where it lies and what it may write to
     */
    public Launcher(LaunchOptions options) {
        this.options = options;
    }

    /**
     * Starts the framework and returns when every curated bundle is active and the required services are there. Blocks
     * for some hundred milliseconds, up to ten seconds more while a predecessor on one of the directories is ending, and
     * up to five seconds more while a required service is missing. Returns sooner when it is {@linkplain #stop() stopped} meanwhile.
     *
     * @throws LaunchException if the runtime cannot start; nothing of it is left running then
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void start() throws LaunchException, InterruptedException {
        long startedNs = System.nanoTime();
        Map<String, String> properties = RuntimeProperties.load(options);
        List<BundleJar> jars = BundleJar.findAll(options.home().resolve("bundles"));
        PrivateFiles.home(options.home());
        PrivateFiles.directory(options.dir());
        PrivateFiles.directory(options.state());
        PrivateFiles.directory(options.state().resolve("logs"));
        locks = InstanceLocks.acquire(options.dir(), options.state(), RuntimeProperties.lockTimeout(properties));
        try {
            BundleCache.in(options.state()).clear();
            Logging.configure(properties);
            run(properties, jars);
            failIfUseless();
        } catch (InterruptedException e) {
            end();
            throw e;
        } catch (LaunchException | RuntimeException e) {
            if (stopping) {
                LOG.info("Runtime stopped while it was starting: state={}", options.state());
                end();
                return;
            }
            // The one place that logs what it also throws: of a proxy that nobody watches only the log is left.
            LOG.error("Runtime not started: {}", e.getMessage());
            end();
            throw e;
        }
        started = true;
        long startMs = Duration.ofNanos(System.nanoTime() - startedNs).toMillis();
        LOG.info(
                "Runtime started: pid={} bundles={} startMs={} dir={} state={}",
                ProcessHandle.current().pid(),
                jars.size(),
                startMs,
                options.dir(),
                options.state());
    }

    private void run(Map<String, String> properties, List<BundleJar> jars)
            throws LaunchException, InterruptedException {
        Map<String, Object> configuration = new HashMap<>(properties);
        configuration.put(FelixConstants.LOG_LOGGER_PROP, new FrameworkLog());
        Felix felix = new Felix(configuration);
        framework = felix;
        try {
            felix.init();
            register(LogLevel.SERVICE, new LogLevel());
            register(USELESS_SERVICE, this::useless);
            BundleSet.install(felix, jars).start();
            new RequiredServices(felix, properties).await(RuntimeProperties.servicesTimeout(properties));
        } catch (BundleException e) {
            throw new LaunchException("the framework cannot start", e);
        }
    }

    private void register(String name, Consumer<String> service) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("wsproxy.service", name);
        bundleContext().registerService(Consumer.class, service, properties);
    }

    /** A bundle says why this runtime is of no use to anybody: it ends. Returns at once. */
    private void useless(String reason) {
        useless = reason;
        try {
            bundleContext().getBundle().stop();
        } catch (BundleException e) {
            LOG.error("Runtime does not stop: state={}", options.state(), e);
        }
    }

    private void failIfUseless() throws LaunchException {
        String reason = useless;
        if (reason != null) {
            throw new LaunchException("the proxy is of no use and ends: " + reason);
        }
    }

    /**
     * Tells whether a runtime works on a directory, or is starting or ending there.
     *
     * @param dir {@link LaunchOptions#dir()} of that runtime; need not exist
     * @throws IOException if it cannot be found out
     */
    public static boolean isOccupied(Path dir) throws IOException {
        return InstanceLock.isHeld(dir);
    }

    /**
     * Returns the framework's own bundle context.
     *
     * @throws IllegalStateException before {@link #start()}
     */
    public BundleContext bundleContext() {
        Framework current = framework;
        if (current == null) {
            throw new IllegalStateException("the runtime has not been started");
        }
        return current.getBundleContext();
    }

    /**
     * Blocks until the framework has stopped, whoever stopped it; returns at once if it does not run.
     *
     * @throws LaunchException if a bundle has stopped it because it was of no use; the reason says why
     */
    public void awaitStop() throws LaunchException, InterruptedException {
        awaitStop(Duration.ZERO);
        failIfUseless();
    }

    /**
     * Stops the bundles in reverse order and then the framework; returns when they have stopped, at the latest after ten
     * seconds. Does nothing if the framework does not run.
     */
    public void stop() {
        stopping = true;
        end();
    }

    private void end() {
        Framework current = framework;
        try {
            if (current != null) {
                current.stop();
            }
            awaitStop(STOP_TIMEOUT);
        } catch (BundleException e) {
            LOG.error("Runtime does not stop: state={}", options.state(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStop(Duration timeout) throws InterruptedException {
        Framework current = framework;
        if (current != null) {
            FrameworkEvent event = current.waitForStop(timeout.toMillis());
            if (event.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                LOG.warn("Runtime has not stopped within {} s: state={}", timeout.toSeconds(), options.state());
                return;
            }
        }
        release();
    }

    private synchronized void release() {
        InstanceLocks held = locks;
        if (held == null) {
            return;
        }
        locks = null;
        if (started) {
            LOG.info("Runtime stopped: state={}", options.state());
        }
        try {
            held.close();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot release the locks of " + options.dir() + " and " + options.state(), e);
        }
    }
}
