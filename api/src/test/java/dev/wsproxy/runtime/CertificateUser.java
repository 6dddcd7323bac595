// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import java.nio.file.Files;
import java.nio.file.Path;

/** A process that needs the certificate, makes it if it is the first, and prints it. */
final class CertificateUser {
    private CertificateUser() {}

    public static void main(String[] arguments) throws Exception {
        EndpointCertificate certificate = new EndpointCertificate(Path.of(arguments[0]));
        boolean made = certificate.prepare().isPresent();
        System.out.println(
                made + " " + certificate.keyStore().open().certificate().getSerialNumber());
        System.out.print(Files.readString(certificate.certificate()));
    }
}
