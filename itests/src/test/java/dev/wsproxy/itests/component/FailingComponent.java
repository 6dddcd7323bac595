// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.component;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** A component whose constructor throws. */
@Component(immediate = true)
public final class FailingComponent {

    @Activate
    public FailingComponent() {
        throw new IllegalStateException("port 1 is taken");
    }
}
