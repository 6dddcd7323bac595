// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Objects;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate authorities of the JDK and those of one PEM file, which is read again when it has changed. */
final class TrustedAuthorities {
    private static final Logger LOG = LoggerFactory.getLogger(TrustedAuthorities.class);

    private final @Nullable Path file;
    private @Nullable Stamp loaded;

    private record Stamp(FileTime modified, long bytes) {}

    TrustedAuthorities(@Nullable Path file) {
        this.file = file;
    }

    /** Gives the context the present content of the file, if that is not what it has. */
    synchronized void refresh(SslContextFactory.Client tls) throws Exception {
        Stamp present = present();
        if (Objects.equals(present, loaded)) {
            return;
        }
        KeyStore authorities = present == null ? null : load();
        tls.reload(context -> context.setTrustStore(authorities));
        loaded = present;
    }

    /** Where an authority can be added, for the reason of a failure. */
    String advice() {
        if (file == null) {
            return "name a PEM file with the certificate of its authority in trustedCertificates";
        }
        return "add the certificate of its authority (PEM) to " + file
                + (Files.exists(file) ? "" : ", which does not exist");
    }

    private @Nullable Stamp present() throws IOException {
        if (file == null) {
            return null;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> added = read(Objects.requireNonNull(file));
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        int count = 0;
        for (X509Certificate certificate : ofTheJdk()) {
            authorities.setCertificateEntry("jdk-" + count++, certificate);
        }
        for (Certificate certificate : added) {
            authorities.setCertificateEntry("added-" + count++, certificate);
        }
        LOG.info("Trusting {} certificates of {} besides those of the JDK", added.size(), file);
        return authorities;
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IOException("it holds no certificate");
            }
            return certificates;
        }
    }

    private static X509Certificate[] ofTheJdk() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }
}
