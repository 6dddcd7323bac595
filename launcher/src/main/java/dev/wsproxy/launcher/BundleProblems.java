// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Finds the bundles that cannot work and says why, one line per reason. */
final class BundleProblems {

    private final FrameworkWiring wiring;

    BundleProblems(Bundle systemBundle) {
        this.wiring = systemBundle.adapt(FrameworkWiring.class);
    }

    /** Resolves the bundles and returns what those lack that do not resolve; empty if all do. */
    List<String> unresolved(Collection<Bundle> bundles) {
        List<String> problems = new ArrayList<>();
        if (wiring.resolveBundles(bundles)) {
            return problems;
        }
        List<Bundle> unresolved = bundles.stream()
                .filter(bundle -> bundle.getState() == Bundle.INSTALLED)
                .toList();
        for (Bundle bundle : unresolved) {
            for (BundleRequirement requirement : missing(bundle)) {
                problems.add("bundle " + label(bundle) + " does not resolve: it needs "
                        + Requirements.describeMissing(requirement));
            }
        }
        // Each requirement has a provider, yet not all can be met together: only the resolver can tell.
        return problems.isEmpty()
                ? unresolved.stream().map(BundleProblems::resolverMessage).toList()
                : problems;
    }

    /** Returns what keeps the bundles from being active that should be; empty if all are. */
    static List<String> inactive(Collection<Bundle> bundles, Map<Bundle, Throwable> errors) {
        return bundles.stream()
                .filter(bundle -> !isFragment(bundle) && !isRunning(bundle))
                .map(bundle -> "bundle " + label(bundle) + " does not start: "
                        + Optional.ofNullable(errors.get(bundle))
                                .map(BundleProblems::rootMessage)
                                .orElse("something has stopped it again"))
                .toList();
    }

    static boolean isFragment(Bundle bundle) {
        return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    private static boolean isRunning(Bundle bundle) {
        return (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
    }

    private List<BundleRequirement> missing(Bundle bundle) {
        return bundle.adapt(BundleRevision.class).getDeclaredRequirements(null).stream()
                .filter(Requirements::isMandatory)
                .filter(requirement -> wiring.findProviders(requirement).isEmpty())
                .toList();
    }

    private static String resolverMessage(Bundle bundle) {
        String problem = "bundle " + label(bundle) + " does not resolve";
        try {
            // Loading a class resolves the bundle now; starting it would only be noted before its level is reached.
            bundle.loadClass("java.lang.Object");
            return problem;
        } catch (ClassNotFoundException e) {
            return e.getCause() == null
                    ? problem
                    : problem + ": " + e.getCause().getMessage();
        }
    }

    private static String label(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}
