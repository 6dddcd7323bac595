// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

@Timeout(60)
class LauncherTest {

    @TempDir
    Path temp;

    private final List<Launcher> launchers = new ArrayList<>();
    private TestHome home;

    @BeforeEach
    void createHome() throws IOException {
        home = new TestHome(temp.resolve("a home + more"));
    }

    @AfterEach
    void stop() {
        launchers.forEach(Launcher::stop);
    }

    @Test
    void startsTheBundlesOfAllFolders() throws Exception {
        home.bundle("01-base", "base", Map.of("Export-Package", "a.b.c"))
                .bundle("20-plugins", "plugin", Map.of("Import-Package", "a.b.c"));
        Launcher launcher = start(temp);
        assertThat(states(launcher)).contains(tuple("base", Bundle.ACTIVE), tuple("plugin", Bundle.ACTIVE));
    }

    @Test
    void runsSeveralTimesInOneJvm() throws Exception {
        home.bundle("01-base", "base", Map.of());
        Launcher first = start(temp.resolve("1"));
        Launcher second = start(temp.resolve("2"));
        first.stop();
        assertThat(states(second)).contains(tuple("base", Bundle.ACTIVE));
        Launcher third = start(temp.resolve("1"));
        assertThat(states(third)).contains(tuple("base", Bundle.ACTIVE));
    }

    @Test
    void namesTheBundleAndThePackageThatItLacks() throws Exception {
        home.bundle(
                "20-plugins",
                "plugin",
                Map.of("Import-Package", "a.b.c;version=\"[1.0,2.0)\",d.e,f;version=\"(1,2]\",g;version=3"));
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> start(temp))
                .withMessage("""
                        the proxy cannot start:
                          bundle plugin 1.0.0 does not resolve: it needs package a.b.c version [1.0.0,2.0.0), which no bundle exports
                          bundle plugin 1.0.0 does not resolve: it needs package d.e, which no bundle exports
                          bundle plugin 1.0.0 does not resolve: it needs package f version (1.0.0,2.0.0], which no bundle exports
                          bundle plugin 1.0.0 does not resolve: it needs package g version 3.0.0 or higher, which no bundle exports""");
    }

    @Test
    void blamesOnlyTheBundleAtTheRootOfAChain() throws Exception {
        home.bundle("10-api", "api", Map.of("Export-Package", "a", "Require-Bundle", "library;bundle-version=3"))
                .bundle("20-plugins", "plugin", Map.of("Import-Package", "a"));
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> start(temp))
                .withMessage("""
                        the proxy cannot start:
                          bundle api 1.0.0 does not resolve: it needs bundle library version 3.0.0 or higher, which is not there""");
    }

    @Test
    void namesTheCapabilityThatIsMissing() throws Exception {
        home.bundle("10-api", "api", Map.of("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=x)\""));
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> start(temp))
                .withMessage("""
                        the proxy cannot start:
                          bundle api 1.0.0 does not resolve: it needs the capability osgi.extender (osgi.extender=x), which no bundle provides""");
    }

    @Test
    void namesTheJavaVersionThatIsMissing() throws Exception {
        home.bundle(
                "10-api", "api", Map.of("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\""));
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> start(temp))
                .withMessage(
                        "the proxy cannot start:\n  bundle api 1.0.0 does not resolve: it needs Java 99, but this is"
                                + " Java %d",
                        Runtime.version().feature());
    }

    @Test
    void saysWhatTheResolverSaysWhenBundlesContradictEachOther() throws Exception {
        home.bundle("05-libraries", "old", Map.of("Export-Package", "p;version=1"))
                .bundle("05-libraries", "new", Map.of("Export-Package", "p;version=2"))
                .bundle("10-api", "api", Map.of("Import-Package", "p;version=\"[1,1]\"", "Export-Package", "q;uses:=p"))
                .bundle("20-plugins", "plugin", Map.of("Import-Package", "p;version=\"[2,2]\",q"));
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> start(temp))
                .withMessageStartingWith("the proxy cannot start:\n  bundle plugin 1.0.0 does not resolve: ")
                .withMessageContaining("Uses constraint violation");
    }

    @Test
    void saysWhyABundleDoesNotStart() throws Exception {
        home.bundle("20-plugins", "plugin", FailingActivator.class);
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> start(temp))
                .withMessage("""
                        the proxy cannot start:
                          bundle plugin 1.0.0 does not start: java.lang.IllegalStateException: port 1 is taken""");
    }

    @Test
    void namesTheRequiredServicesThatNobodyOffers() throws Exception {
        home.properties(
                        "org.osgi.framework.startlevel.beginning=99",
                        "wsproxy.required.services=java.util.function.Consumer, com.example.Transport,com.example.Broker",
                        "wsproxy.required.timeout.ms=200")
                .bundle("01-base", "base", Map.of());
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> start(temp))
                .withMessage("the proxy cannot start: no bundle offers the service com.example.Transport nor"
                        + " com.example.Broker 200 ms after all have started; is the bundle that does in bundles/ or"
                        + " deploy/?");
        assertThat(temp.resolve("state/proxy.pid")).doesNotExist();
    }

    @Test
    void waitsForARequiredServiceThatComesLate() throws Exception {
        home.properties(
                        "org.osgi.framework.startlevel.beginning=99",
                        "wsproxy.required.services=java.lang.Runnable",
                        "wsproxy.required.timeout.ms=30000")
                .bundle("20-plugins", "plugin", LateActivator.class);
        Launcher launcher = start(temp);
        assertThat(launcher.bundleContext().getServiceReference("java.lang.Runnable"))
                .isNotNull();
    }

    @Test
    void refusesAJarThatIsNoBundle() throws Exception {
        home.plainJar("20-plugins", "library");
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> start(temp))
                .withMessage(temp + "/a home + more/bundles/20-plugins/library.jar is no OSGi bundle:"
                        + " its manifest has no Bundle-SymbolicName");
    }

    @Test
    void leavesTheStateDirectoryFreeAfterAFailure() throws Exception {
        home.bundle("20-plugins", "plugin", Map.of("Import-Package", "a.b.c"));
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(() -> start(temp))
                    .withMessageContaining("a.b.c");
        }
    }

    @Test
    void returnsFromAwaitStopWhenABundleStopsTheFramework() throws Exception {
        home.bundle("30-broker", "broker", StoppingActivator.class);
        Launcher launcher = start(temp);
        launcher.awaitStop();
        assertThat(temp.resolve("state/proxy.pid")).doesNotExist();
    }

    @Test
    void endsWithTheReasonOfABundleForWhichItIsOfNoUse() throws Exception {
        home.bundle("01-base", "base", Map.of());
        Launcher launcher = start(temp);
        consumer(launcher.bundleContext(), "useless").accept("nobody can come in");
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(launcher::awaitStop)
                .withMessage("the proxy is of no use and ends: nobody can come in");
        assertThat(Launcher.isOccupied(temp.resolve("dir"))).isFalse();
    }

    @Test
    void isAloneOnItsWorkingDirectoryWhateverTheStateDirectory() throws Exception {
        home.bundle("01-base", "base", Map.of())
                .properties("org.osgi.framework.startlevel.beginning=99", "wsproxy.lock.timeout.ms=100");
        assertThat(Launcher.isOccupied(temp.resolve("dir"))).isFalse();
        Launcher first = start(temp);
        assertThat(Launcher.isOccupied(temp.resolve("dir"))).isTrue();
        Path alias = Files.createSymbolicLink(temp.resolve("alias"), temp);
        LaunchOptions options = home.options(temp.resolve("other"));
        Launcher second = new Launcher(
                new LaunchOptions(options.home(), alias.resolve("dir"), options.state(), options.overrides()));
        assertThatExceptionOfType(OccupiedException.class)
                .isThrownBy(second::start)
                .withMessageStartingWith(
                        "another proxy (pid %d) already works on %s",
                        ProcessHandle.current().pid(), alias.resolve("dir"));
        first.stop();
        second.start();
        second.stop();
        assertThat(Launcher.isOccupied(temp.resolve("dir"))).isFalse();
    }

    @Test
    void changesTheLogLevelThroughAService() throws Exception {
        home.bundle("01-base", "base", Map.of());
        Launcher launcher = start(temp);
        Consumer<Object> logLevel = consumer(launcher.bundleContext(), LogLevel.SERVICE);
        logLevel.accept("error");
        assertThat(((Logger) LoggerFactory.getLogger("dev.wsproxy.any")).getEffectiveLevel())
                .isEqualTo(Level.ERROR);
        logLevel.accept("info");
        assertThat(((Logger) LoggerFactory.getLogger("any")).getEffectiveLevel())
                .isEqualTo(Level.INFO);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> logLevel.accept("loud"))
                .withMessage("unknown log level loud; use one of off, error, warn, info, debug, trace");
    }

    @Test
    void neverLetsJettyLogHeaders() throws Exception {
        home.bundle("01-base", "base", Map.of());
        Launcher launcher = start(temp);
        Consumer<Object> logLevel = consumer(launcher.bundleContext(), LogLevel.SERVICE);
        Logger jetty = (Logger) LoggerFactory.getLogger("org.eclipse.jetty");
        Logger client = (Logger) LoggerFactory.getLogger("org.eclipse.jetty.client");
        try {
            jetty.setLevel(null);
            client.setLevel(Level.DEBUG);
            logLevel.accept("trace");
            assertThat(((Logger) LoggerFactory.getLogger("dev.wsproxy.any")).getEffectiveLevel())
                    .isEqualTo(Level.TRACE);
            assertThat(jetty.getEffectiveLevel()).isEqualTo(Level.INFO);
            assertThat(client.getEffectiveLevel()).isEqualTo(Level.INFO);
            logLevel.accept("error");
            jetty.setLevel(null);
            logLevel.accept("error");
            assertThat(jetty.getEffectiveLevel()).as("less is allowed").isEqualTo(Level.ERROR);
        } finally {
            logLevel.accept("info");
            jetty.setLevel(null);
            client.setLevel(null);
        }
    }

    @Test
    void readsNoConfigurationThatLetsJettyLogHeaders() throws Exception {
        Path file = temp.resolve("logback.xml");
        Files.writeString(file, """
                <configuration>
                  <logger name="org.eclipse.jetty.http" level="TRACE" />
                  <root level="DEBUG" />
                </configuration>
                """);
        LoggerContext context = new LoggerContext();
        Logging.read(file, context, Map.of());
        assertThat(context.getLogger("org.eclipse.jetty.http.HttpParser").getEffectiveLevel())
                .isEqualTo(Level.INFO);
        assertThat(context.getLogger("org.eclipse.jetty.io").getEffectiveLevel())
                .isEqualTo(Level.INFO);
        assertThat(context.getLogger("dev.wsproxy").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static Consumer<Object> consumer(BundleContext context, String service) throws Exception {
        Collection<ServiceReference<Consumer>> references =
                context.getServiceReferences(Consumer.class, "(wsproxy.service=" + service + ")");
        return context.getService(references.iterator().next());
    }

    private Launcher start(Path work) throws LaunchException, InterruptedException {
        Launcher launcher = new Launcher(home.options(work));
        launchers.add(launcher);
        launcher.start();
        return launcher;
    }

    private static List<Tuple> states(Launcher launcher) {
        return Arrays.stream(launcher.bundleContext().getBundles())
                .map(bundle -> tuple(bundle.getSymbolicName(), bundle.getState()))
                .toList();
    }
}
