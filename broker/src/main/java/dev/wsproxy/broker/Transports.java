// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.transport.Transport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The transports that are installed now. They come and go from any thread, one at a time. */
final class Transports {
    private final Broker broker;
    private final List<HostedTransport> hosted = new CopyOnWriteArrayList<>();
    private boolean started;

    Transports(Broker broker) {
        this.broker = broker;
    }

    /** @return why the proxy is of no use; empty when it is, or may be when {@link #start} is called */
    synchronized Optional<String> add(Transport transport) {
        HostedTransport added = new HostedTransport(transport, broker);
        hosted.add(added);
        return !started || added.start() ? Optional.empty() : problem();
    }

    synchronized void remove(Transport transport) {
        for (HostedTransport removed : hosted) {
            if (removed.hosts(transport)) {
                hosted.remove(removed);
                removed.stop(Failure.of(
                        ErrorCode.UNSUPPORTED,
                        "the transport " + removed.name() + " was removed or replaced; connect again"));
            }
        }
    }

    /** @return why the proxy is of no use: there are some that would do but none of them can accept clients */
    synchronized Optional<String> start() {
        started = true;
        hosted.forEach(HostedTransport::start);
        return problem();
    }

    void quiesce() {
        hosted.forEach(HostedTransport::quiesce);
    }

    synchronized void stop(Failure reason) {
        started = false;
        hosted.forEach(transport -> transport.stop(reason));
    }

    /** Those that accept clients, and where. */
    List<String> descriptions() {
        return hosted.stream()
                .filter(HostedTransport::isRunning)
                .map(HostedTransport::description)
                .sorted()
                .toList();
    }

    /** Which upstream is reached where. */
    List<String> routes() {
        return hosted.stream()
                .filter(HostedTransport::isRunning)
                .flatMap(transport -> transport.routes().stream())
                .toList();
    }

    private Optional<String> problem() {
        List<HostedTransport> wanted =
                hosted.stream().filter(HostedTransport::suffices).toList();
        return wanted.isEmpty() || wanted.stream().anyMatch(HostedTransport::isRunning)
                ? Optional.empty()
                : Optional.of("no transport can accept clients: "
                        + wanted.stream().map(HostedTransport::problem).collect(Collectors.joining("; ")));
    }
}
