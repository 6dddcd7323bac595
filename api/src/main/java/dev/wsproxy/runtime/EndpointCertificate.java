// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The certificate with which the proxies of this user show themselves to local clients: for {@code localhost},
 * {@code 127.0.0.1} and {@code ::1}, signed by itself, one for all of them, so that it has to be trusted once.
 *
 * <pre>
 *   DIR/                   0700, of this user, as are the files
 *     endpoint.p12         certificate and private key
 *     endpoint.password    of the above
 *     endpoint.pem         the certificate
 *     authorities/         the certificate again, under the name by which OpenSSL looks for it
 *   DIR.lock               held while it is made
 *   DIR.old/               what was there before, if it had to be replaced
 * </pre>
 *
 * @param directory absolute
 */
public record EndpointCertificate(Path directory) {
    static final String SUBJECT = "CN=wsproxy";
    static final String TYPE = "PKCS12";

    /** OpenSSL's name for a certificate with this {@link #SUBJECT}: {@code openssl x509 -hash}, and a number. */
    static final String OPENSSL_NAME = "14b5f526.0";

    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(90);

    /**
     * That a certificate was made.
     *
     * @param isFirst whether there was none before
     * @param reason why, for people
     */
    public record Made(boolean isFirst, String reason) {}

    public EndpointCertificate {
        directory = directory.toAbsolutePath().normalize();
    }

    /** The one of this user, in the {@link ConfigDirectory}. */
    public static EndpointCertificate fromEnvironment(Map<String, String> environment) {
        return new EndpointCertificate(ConfigDirectory.of(environment).resolve("tls"));
    }

    /** The certificate as PEM, for clients that are to trust it. */
    public Path certificate() {
        return directory.resolve("endpoint.pem");
    }

    /** A directory with the certificate for {@code SSL_CERT_DIR}, where it can stand before those of the system. */
    public Path authorities() {
        return directory.resolve("authorities");
    }

    /** For the server. */
    public KeyStoreFile keyStore() {
        return new KeyStoreFile(directory.resolve("endpoint.p12"), TYPE, directory.resolve("endpoint.password"));
    }

    /**
     * Makes the certificate if there is none, or if it is damaged or expired. Several processes may call this at once: all
     * end with the same one. Blocks, for half a second when it has to be made, and while another process makes it.
     *
     * @return what was made, and why; empty when there was nothing to do
     * @throws FailureException {@code TLS_FAILED}: it is open to other users, cannot be read for another reason than
     *     damage, or cannot be made; nothing has been changed then
     * @throws InterruptedException when the thread was interrupted
     */
    public Optional<Made> prepare() throws InterruptedException {
        if (isFlawless()) {
            return Optional.empty();
        }
        try {
            Path parent = Optional.ofNullable(directory.getParent()).orElse(directory);
            Files.createDirectories(parent, OwnerOnly.directory(parent));
            ProcessLock lock = new ProcessLock(directory.resolveSibling(directory.getFileName() + ".lock"));
            return lock.hold(LONGEST_WAIT, this::makeIfFlawed)
                    .orElseThrow(() -> KeyStoreFile.failure(
                            "another process makes the certificate in " + directory + ", and has held " + lock.file()
                                    + " for more than " + LONGEST_WAIT.toSeconds() + " s: " + lock.holder(),
                            null));
        } catch (FailureException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw KeyStoreFile.failure("the certificate in " + directory + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Without the lock another process may be replacing it, which looks like a failure. */
    private boolean isFlawless() {
        try {
            return flaw().isEmpty();
        } catch (FailureException e) {
            return false;
        }
    }

    private Optional<Made> makeIfFlawed() throws IOException, GeneralSecurityException, InterruptedException {
        Optional<Made> flaw = flaw();
        if (flaw.isPresent()) {
            new CertificateMaker(this).make();
        }
        return flaw;
    }

    /** Why it has to be made. */
    private Optional<Made> flaw() {
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new Made(true, "there was none"));
        }
        checkDirectory();
        KeyStoreFile keyStore = keyStore();
        Optional<String> missing = Stream.of(
                        keyStore.path(),
                        keyStore.passwordFile(),
                        certificate(),
                        authorities().resolve(OPENSSL_NAME))
                .filter(Files::notExists)
                .findFirst()
                .map(file -> "the one before is incomplete, " + file.getFileName() + " was missing");
        return missing.or(() -> damage(keyStore.content(), KeyStoreFile.read(certificate())))
                .map(why -> new Made(false, why));
    }

    private void checkDirectory() {
        try {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw KeyStoreFile.failure(directory + " is not a directory (a symbolic link is not followed)", null);
            }
            Optional<String> problem = OwnerOnly.problem(directory);
            if (problem.isPresent()) {
                throw KeyStoreFile.failure(directory + " " + problem.get(), null);
            }
        } catch (IOException e) {
            throw KeyStoreFile.failure(directory + " cannot be used: " + e, e);
        }
    }

    private Optional<String> damage(KeyStoreFile.Content content, byte[] pem) {
        try {
            KeyStoreFile.Opened opened = content.parse(TYPE);
            Instant end = opened.certificate().getNotAfter().toInstant();
            if (end.isBefore(Instant.now().plus(RENEWED_BEFORE_END))) {
                return Optional.of("the one before is valid until " + end + " only");
            }
            return Arrays.equals(pem, CertificateMaker.pem(opened.certificate()).getBytes(StandardCharsets.US_ASCII))
                    ? Optional.empty()
                    : Optional.of("the one before is damaged, endpoint.pem is not the certificate in endpoint.p12");
        } catch (IOException | GeneralSecurityException e) {
            return Optional.of("the one before is damaged, endpoint.p12 cannot be opened: " + e.getMessage());
        }
    }
}
