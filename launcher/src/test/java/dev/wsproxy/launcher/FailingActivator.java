// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Part of a test bundle that cannot be started. */
public final class FailingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("port 1 is taken");
    }

    @Override
    public void stop(BundleContext context) {}
}
