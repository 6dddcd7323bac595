// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.runtime.EndpointCertificate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wsproxy cert}. */
@Command(
        name = "cert",
        description =
                "Show the certificate of the WebSocket endpoint, and how programs that insist on wss:// trust it. It"
                        + " is made if there is none. Programs that connect to ws:// need nothing. If the endpoint was given a key"
                        + " store of its own, this is not its certificate.")
final class CertCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--path", description = "Only the path of the certificate, a PEM file.")
    private boolean pathOnly;

    CertCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        EndpointCertificate certificate = EndpointCertificate.fromEnvironment(console.environment());
        certificate
                .prepare()
                .ifPresent(made ->
                        console.note(made.isFirst() ? "made the certificate" : "made it anew: " + made.reason()));
        console.out().println(certificate.certificate());
        if (!pathOnly) {
            new TrustAdvice(certificate, console.environment()).lines().forEach(console.out()::println);
        }
        return 0;
    }
}
