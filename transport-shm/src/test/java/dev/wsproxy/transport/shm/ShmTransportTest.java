// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.TransportContract;
import dev.wsproxy.transport.ClientTransport;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import java.io.IOException;
import java.nio.file.Path;

/** The contract, over real sockets and real shared memory. */
class ShmTransportTest extends TransportContract {
    private final ClientTransport clients = new ShmClientTransport();

    @Override
    protected Transport transport(Path directory, long maxConnectionBytes) {
        ShmOptions options = ShmOptions.DEFAULT.withMaxConnectionBytes(maxConnectionBytes);
        return new ShmTransport(new RuntimeDirectory(directory), options, "test");
    }

    @Override
    protected ClientTransport clientTransport() {
        return clients;
    }

    @Override
    protected Path createDirectory() throws IOException {
        return SharedMemory.directory();
    }
}
