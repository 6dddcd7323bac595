// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Offers a service only when the framework has long been active. */
public final class LateActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        Thread thread = new Thread(() -> {
            while (context.getBundle(0).getState() != Bundle.ACTIVE) {
                Thread.onSpinWait();
            }
            context.registerService(Runnable.class, () -> {}, null);
        });
        thread.start();
    }

    @Override
    public void stop(BundleContext context) {}
}
