// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import dev.wsproxy.testkit.UpstreamConnectorContract;
import dev.wsproxy.upstream.UpstreamConnector;

class JettyConnectorContractTest extends UpstreamConnectorContract {
    @Override
    protected UpstreamConnector connector() {
        return new JettyConnector(Settings.defaults());
    }
}
