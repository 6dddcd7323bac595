// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.LogLevel;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.upstream.UpstreamConnector;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires the broker to the framework: plugins come and go as services, the process ends by stopping the framework.
 * It is a service only so that the launcher sees that it is there. Framework properties: {@value #DIRECTORY} names the directory, {@value #LINGER} overrides the configured linger time.
 */
@Component(service = BrokerComponent.class, immediate = true, configurationPid = BrokerConfig.PID)
@Designate(ocd = BrokerConfig.class)
public final class BrokerComponent {
    static final String DIRECTORY = "wsproxy.dir";
    static final String LINGER = "wsproxy.linger";

    private static final String USELESS = "(wsproxy.service=useless)";

    private static final Logger LOG = LoggerFactory.getLogger(BrokerComponent.class);
    private static final Duration TICK = Duration.ofMillis(100);

    private final BundleContext context;
    private final Broker broker;
    private final AtomicReference<@Nullable Consumer<String>> logLevel = new AtomicReference<>();
    private final ExecutorService accountThread = Executors.newSingleThreadExecutor(BrokerComponent::accountThread);
    private @Nullable Ticker ticker;

    @Activate
    public BrokerComponent(BundleContext context, BrokerConfig config) {
        this.context = context;
        HostProcess process = new HostProcess(
                directory(context),
                AccountFile.fromEnvironment(System.getenv()),
                context.getBundle().getVersion().toString(),
                this::bundles,
                this::logLevel,
                this::stopFramework,
                this::fail);
        this.broker = new Broker(
                process,
                SettingsReader.read(config, context.getProperty(LINGER)),
                System::nanoTime,
                BrokerComponent::epochNs,
                () -> ThreadLocalRandom.current().nextDouble(),
                accountThread,
                BrokerComponent::runInThread);
    }

    @Activate
    void start() {
        broker.start();
        ticker = new Ticker(broker::tick, TICK);
    }

    @Modified
    void modified(BrokerConfig config) {
        broker.settings(SettingsReader.read(config, context.getProperty(LINGER)));
    }

    @Deactivate
    void stop() {
        if (ticker != null) {
            ticker.close();
        }
        broker.close();
        accountThread.shutdown();
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void addTransport(Transport transport) {
        broker.add(transport);
    }

    void removeTransport(Transport transport) {
        broker.remove(transport);
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void addProtocol(Protocol protocol) {
        broker.add(protocol);
    }

    void removeProtocol(Protocol protocol) {
        broker.remove(protocol);
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void addConnector(UpstreamConnector connector) {
        broker.add(connector);
    }

    void removeConnector(UpstreamConnector connector) {
        broker.remove(connector);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            cardinality = ReferenceCardinality.OPTIONAL,
            target = "(wsproxy.service=log-level)")
    void setLogLevel(Consumer<String> setter) {
        logLevel.set(setter);
    }

    void unsetLogLevel(Consumer<String> setter) {
        logLevel.compareAndSet(setter, null);
    }

    private void logLevel(LogLevel level) {
        Consumer<String> setter = logLevel.get();
        if (setter == null) {
            LOG.warn("the log level cannot be changed: the launcher offers no service for it");
        } else {
            setter.accept(level.name().toLowerCase(Locale.ROOT));
        }
    }

    private static RuntimeDirectory directory(BundleContext context) {
        String path = context.getProperty(DIRECTORY);
        return RuntimeDirectory.fromEnvironment(
                path == null ? System.getenv() : Map.of(RuntimeDirectory.VARIABLE, path));
    }

    private List<ProxyStatus.Bundle> bundles() {
        return Arrays.stream(context.getBundles())
                .map(bundle -> new ProxyStatus.Bundle(
                        bundle.getSymbolicName(), bundle.getVersion().toString(), state(bundle)))
                .toList();
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.INSTALLED -> "INSTALLED";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            case Bundle.ACTIVE -> "ACTIVE";
            default -> "UNINSTALLED";
        };
    }

    /** The launcher, if it is ours, ends with an exit code that says so. */
    private void fail(String reason) {
        try {
            for (ServiceReference<?> launcher : context.getServiceReferences(Consumer.class, USELESS)) {
                tell(launcher, reason);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(USELESS, e);
        }
        stopFramework();
    }

    @SuppressWarnings("unchecked")
    private void tell(ServiceReference<?> launcher, String reason) {
        Consumer<String> service = (Consumer<String>) context.getService(launcher);
        if (service != null) {
            service.accept(reason);
        }
    }

    private void stopFramework() {
        try {
            context.getBundle(0).stop();
        } catch (BundleException e) {
            LOG.error("the framework does not stop", e);
        } catch (IllegalStateException e) {
            LOG.debug("the framework is stopping already", e);
        }
    }

    private static long epochNs() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private static Thread accountThread(Runnable work) {
        Thread thread = new Thread(work, "wsproxy-broker-accounts");
        thread.setDaemon(true);
        return thread;
    }

    private static void runInThread(Runnable task) {
        new Thread(task, "wsproxy-broker-end").start();
    }
}
