// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Checks servers as the JDK does, and says besides of a certificate that is refused whether it is signed by itself. */
final class ServerCheck extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager jdk;

    private ServerCheck(X509ExtendedTrustManager jdk) {
        this.jdk = jdk;
    }

    /** What was refused is signed by itself; the cause says why it was refused. */
    static final class SelfSignedException extends CertificateException {
        private static final long serialVersionUID = 1L;

        SelfSignedException(CertificateException refusal) {
            super(refusal.getMessage(), refusal);
        }
    }

    static TrustManager of(TrustManager manager) {
        return manager instanceof X509ExtendedTrustManager x509 ? new ServerCheck(x509) : manager;
    }

    private interface Check {
        void run() throws CertificateException;
    }

    private static void check(X509Certificate[] chain, Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException e) {
            throw chain.length > 0 && isSignedByItself(chain[0]) ? new SelfSignedException(e) : e;
        }
    }

    private static boolean isSignedByItself(X509Certificate certificate) {
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, () -> jdk.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain, () -> jdk.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain, () -> jdk.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        jdk.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        jdk.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        jdk.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
