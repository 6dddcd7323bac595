// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Optional;

/**
 * A TLS server's certificate and private key, and a file with the password in its first line. Both files must be
 * regular files of this user alone, or links to such, of no more than 1 MiB.
 *
 * @param type of the key store, as {@link KeyStore#getInstance(String)} takes it, for instance {@code PKCS12}
 */
public record KeyStoreFile(Path path, String type, Path passwordFile) {
    private static final int MAX_BYTES = 1024 * 1024;

    /**
     * What the files hold. {@link #toString()} hides the password.
     *
     * @param keyStore loaded; has at least one private key
     * @param password of the key store and of the keys in it
     * @param certificate of the first private key
     */
    public record Opened(KeyStore keyStore, String password, X509Certificate certificate) {
        @Override
        public String toString() {
            return "Opened[certificate=" + certificate.getSubjectX500Principal() + ", password=****]";
        }
    }

    /** What is in the files before anything is made of it. {@link #toString()} hides the password. */
    record Content(byte[] store, String password) {
        @Override
        public String toString() {
            return "Content[" + store.length + " bytes, password=****]";
        }

        Opened parse(String type) throws IOException, GeneralSecurityException {
            char[] secret = password.toCharArray();
            KeyStore keyStore = KeyStore.getInstance(type);
            keyStore.load(new ByteArrayInputStream(store), secret);
            for (String alias : Collections.list(keyStore.aliases())) {
                if (keyStore.isKeyEntry(alias)
                        && keyStore.getKey(alias, secret) != null
                        && keyStore.getCertificate(alias) instanceof X509Certificate certificate) {
                    return new Opened(keyStore, password, certificate);
                }
            }
            throw new IOException("it has no private key with a certificate");
        }
    }

    /**
     * Reads the files. Blocks; any thread.
     *
     * @throws FailureException {@code TLS_FAILED}: a file is missing, cannot be read, is open to other users, is no regular
     *     file, is too large, or is no key store with this password
     */
    public Opened open() {
        try {
            return content().parse(type);
        } catch (IOException | GeneralSecurityException e) {
            throw failure(
                    path + " cannot be opened as a key store of type " + type + " with the password in " + passwordFile
                            + ": " + e.getMessage(),
                    e);
        }
    }

    /** @throws FailureException as {@link #open()}, but for what has been read already */
    Content content() {
        byte[] store = read(path);
        Optional<String> password =
                new String(read(passwordFile), StandardCharsets.UTF_8).lines().findFirst();
        return new Content(store, password.orElse(""));
    }

    /** The content of a file that is this user's alone. */
    static byte[] read(Path file) {
        try {
            // A link to a file is as good: what counts is who can read that.
            return PrivateFile.readBytes(file.toRealPath(), MAX_BYTES);
        } catch (PrivateFile.NotPrivateException e) {
            throw failure(file + " cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw failure(file + " cannot be read: " + e, e);
        }
    }

    static FailureException failure(String reason, @org.jspecify.annotations.Nullable Throwable cause) {
        Failure failure = Failure.of(ErrorCode.TLS_FAILED, reason);
        return cause == null ? new FailureException(failure) : new FailureException(failure, cause);
    }
}
