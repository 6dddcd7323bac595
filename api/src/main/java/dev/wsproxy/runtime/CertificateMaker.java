// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the directory of an {@link EndpointCertificate}, beside its place, and puts it there in one step. What was there
 * before is kept as {@code NAME.old}. One at a time, under a lock.
 */
final class CertificateMaker {
    private static final int PASSWORD_BYTES = 24;
    private static final int PEM_LINE = 64;

    private final EndpointCertificate place;
    private final EndpointCertificate fresh;

    CertificateMaker(EndpointCertificate place) {
        this.place = place;
        fresh = new EndpointCertificate(beside(".new"));
    }

    void make() throws IOException, GeneralSecurityException, InterruptedException {
        // Left over from a process that was killed.
        delete(fresh.directory());
        Files.createDirectory(fresh.directory(), OwnerOnly.directory(fresh.directory()));
        KeyStoreFile keyStore = fresh.keyStore();
        PrivateFile.create(keyStore.passwordFile(), password());
        Keytool.make(keyStore);
        String pem = pem(keyStore.content().parse(keyStore.type()).certificate());
        PrivateFile.create(fresh.certificate(), pem);
        Files.createDirectory(fresh.authorities(), OwnerOnly.directory(fresh.authorities()));
        PrivateFile.create(fresh.authorities().resolve(EndpointCertificate.OPENSSL_NAME), pem);
        if (Files.exists(place.directory(), LinkOption.NOFOLLOW_LINKS)) {
            delete(beside(".old"));
            Files.move(place.directory(), beside(".old"), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(fresh.directory(), place.directory(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path beside(String ending) {
        return place.directory().resolveSibling(place.directory().getFileName() + ending);
    }

    /** The file's mode protects the key; the password is there because a key store must have one. */
    private static String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String pem(X509Certificate certificate) throws CertificateEncodingException {
        Base64.Encoder lines = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'});
        return "-----BEGIN CERTIFICATE-----\n" + lines.encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            List<Path> files;
            try (Stream<Path> all = Files.walk(directory)) {
                files = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
