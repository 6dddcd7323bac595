// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;

/** Part of a test bundle that stops the framework as soon as it has started. */
public final class StoppingActivator implements BundleActivator, FrameworkListener {

    @Override
    public void start(BundleContext context) {
        context.addFrameworkListener(this);
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTED) {
            try {
                event.getBundle()
                        .getBundleContext()
                        .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                        .stop();
            } catch (BundleException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void stop(BundleContext context) {}
}
