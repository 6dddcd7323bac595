// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.ClientTransport;
import dev.wsproxy.transport.shm.ClientFiles;
import dev.wsproxy.transport.shm.Reasons;
import dev.wsproxy.transport.shm.queue.MaintenanceThread;
import dev.wsproxy.transport.shm.queue.ModuleAccess;
import dev.wsproxy.wire.Hello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The client's end of the shared-memory transport. */
@Component(service = ClientTransport.class)
public final class ShmClientTransport implements ClientTransport {
    private final MaintenanceThread maintenance = new MaintenanceThread("wsproxy-shm-client-maintenance");
    private final ClientHeartbeats heartbeats = new ClientHeartbeats();

    @Override
    public String name() {
        return "shm";
    }

    @Override
    public ClientLink connect(Path directory, Hello hello) {
        RuntimeDirectory runtime = new RuntimeDirectory(directory);
        if (!Files.exists(runtime.path())) {
            throw new FailureException(
                    Failure.of(ErrorCode.NOT_RUNNING, "no proxy is running: there is no directory " + runtime.path()));
        }
        runtime.prepare();
        openModules();
        ControlSocket socket = ControlSocket.connect(runtime);
        try {
            Registration registration = Registration.of(hello, socket);
            return new ShmClientLink(registration.welcome(), socket, queues(registration, socket));
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void openModules() {
        try {
            ModuleAccess.open();
        } catch (IllegalStateException e) {
            throw new FailureException(Failure.of(ErrorCode.UNSUPPORTED, String.valueOf(e.getMessage())), e);
        }
    }

    private LinkQueues queues(Registration registration, ControlSocket socket) {
        ClientFiles files = new ClientFiles(Path.of(registration.welcome().directory()));
        try {
            return registration.replies() == null
                    ? new NoQueues(socket)
                    : new GuardedQueues(
                            SharedQueues.open(files, registration.replies(), socket, heartbeats, maintenance));
        } catch (IOException e) {
            if (!socket.receive()) {
                throw new FailureException(
                        Failure.of(ErrorCode.NOT_RUNNING, "the proxy ended while this client was registering"), e);
            }
            throw new FailureException(
                    Failure.of(
                            ErrorCode.BAD_DIRECTORY,
                            "the shared memory in " + files.directory() + " cannot be used: " + Reasons.of(e)),
                    e);
        }
    }

    @Deactivate
    void deactivate() {
        maintenance.close();
    }
}
