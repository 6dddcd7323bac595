// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;

/**
 * The services without which a runtime is of no use to anybody, by the names of their interfaces; each may be followed by an
 * LDAP filter, in parentheses, of those that count.
 */
final class RequiredServices {

    /** The names, separated by commas; none by default. */
    static final String NAMES = "wsproxy.required.services";

    private static final long LONGEST_NAP_MS = 100;

    private final Framework framework;
    private final List<String> names;

    RequiredServices(Framework framework, Map<String, String> properties) {
        this.framework = framework;
        this.names = Arrays.stream(properties.getOrDefault(NAMES, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /**
     * Waits until all are there; bundles in a drop-in folder come a moment after the framework has started. Returns early
     * when something stops the framework.
     *
     * @throws LaunchException naming those that are missing after that time
     */
    void await(Duration longest) throws LaunchException, InterruptedException {
        try {
            List<String> missing = missingAfter(longest);
            if (!missing.isEmpty() && isActive()) {
                throw new LaunchException("the proxy cannot start: no bundle offers the service "
                        + String.join(" nor ", missing) + " " + longest.toMillis()
                        + " ms after all have started; is the bundle that does in bundles/ or deploy/?");
            }
        } catch (IllegalStateException e) {
            if (isActive()) {
                throw e;
            }
        }
    }

    private List<String> missingAfter(Duration longest) throws InterruptedException {
        BundleContext context = framework.getBundleContext();
        List<String> missing = missing(context);
        if (missing.isEmpty()) {
            return missing;
        }
        Semaphore changed = new Semaphore(0);
        context.addServiceListener(event -> changed.release());
        long sinceNs = System.nanoTime();
        missing = missing(context);
        while (!missing.isEmpty() && isActive() && System.nanoTime() - sinceNs < longest.toNanos()) {
            if (changed.tryAcquire(LONGEST_NAP_MS, TimeUnit.MILLISECONDS)) {
                changed.drainPermits();
            }
            missing = missing(context);
        }
        return missing;
    }

    private boolean isActive() {
        return framework.getState() == Bundle.ACTIVE;
    }

    private List<String> missing(BundleContext context) {
        return names.stream().filter(name -> !isThere(context, name)).toList();
    }

    private static boolean isThere(BundleContext context, String name) {
        try {
            int filter = name.indexOf('(');
            return filter < 0
                    ? context.getAllServiceReferences(name, null) != null
                    : context.getAllServiceReferences(name.substring(0, filter), name.substring(filter)) != null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(NAMES + ": " + name + " has a malformed filter", e);
        }
    }
}
