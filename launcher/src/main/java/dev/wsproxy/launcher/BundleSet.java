// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The curated bundles of a runtime home inside one framework: installed together, resolved together, started by level. */
final class BundleSet {

    private final Framework framework;
    private final List<Bundle> bundles = new ArrayList<>();
    private final Map<Bundle, Throwable> errors = new ConcurrentHashMap<>();

    /**
     * Installs the jars.
     *
     * @param framework initialised but not started
     */
    static BundleSet install(Framework framework, List<BundleJar> jars) throws LaunchException {
        BundleSet set = new BundleSet(framework);
        for (BundleJar jar : jars) {
            set.bundles.add(install(framework.getBundleContext(), jar));
        }
        return set;
    }

    private BundleSet(Framework framework) {
        this.framework = framework;
    }

    private static Bundle install(BundleContext context, BundleJar jar) throws LaunchException {
        try {
            Bundle bundle = context.installBundle(jar.location());
            if (bundle.getSymbolicName() == null) {
                throw new LaunchException(jar.file() + " is no OSGi bundle: its manifest has no Bundle-SymbolicName");
            }
            bundle.adapt(BundleStartLevel.class).setStartLevel(jar.startLevel());
            return bundle;
        } catch (BundleException e) {
            throw new LaunchException("cannot install " + jar.file(), e);
        }
    }

    /**
     * Starts the framework and with it the bundles, level by level. Nothing is started unless all of them resolve.
     *
     * @throws LaunchException with one line for each bundle that does not resolve or does not start
     */
    void start() throws LaunchException, BundleException {
        check(new BundleProblems(framework).unresolved(bundles));
        for (Bundle bundle : bundles) {
            if (!BundleProblems.isFragment(bundle)) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
        framework.getBundleContext().addFrameworkListener(this::remember);
        framework.start();
        List<String> inactive = BundleProblems.inactive(bundles, errors);
        // Bundles are inactive also because somebody has stopped the framework meanwhile.
        if (framework.getState() == Bundle.ACTIVE) {
            check(inactive);
        }
    }

    private void remember(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            errors.put(event.getBundle(), event.getThrowable());
        }
    }

    private static void check(List<String> problems) throws LaunchException {
        if (!problems.isEmpty()) {
            throw new LaunchException("the proxy cannot start:\n  " + String.join("\n  ", problems));
        }
    }
}
