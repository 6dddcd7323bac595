// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.stopping;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/** Stops the framework, and leaves a thread behind that never ends. */
public final class StoppingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) throws BundleException {
        new Thread(StoppingActivator::parkForever, "left-behind").start();
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
    }

    @Override
    public void stop(BundleContext context) {}

    private static void parkForever() {
        while (true) {
            LockSupport.park();
        }
    }
}
