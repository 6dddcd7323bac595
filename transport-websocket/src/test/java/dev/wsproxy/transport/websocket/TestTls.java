// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.runtime.EndpointCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Clients with TLS that trust the endpoint's certificate and nothing else. */
final class TestTls implements Wire {
    static final EndpointCertificate CERTIFICATE = new EndpointCertificate(Path.of("target", "tls"));

    @Override
    public EndpointOptions prepare(EndpointOptions options) {
        context();
        return options.withTls(Optional.of(ServerKeys.of(CERTIFICATE)));
    }

    @Override
    public String scheme() {
        return "wss";
    }

    @Override
    public Socket client(Socket connected) throws IOException {
        SSLSocket socket = wrap(connected, "localhost");
        socket.startHandshake();
        return socket;
    }

    /** Before the handshake; the certificate must be for that name. */
    static SSLSocket wrap(Socket connected, String name) throws IOException {
        SSLSocket socket =
                (SSLSocket) context().getSocketFactory().createSocket(connected, name, connected.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** Made by the first call; a test whose connections must not be silent for long calls it before it connects. */
    static SSLContext context() {
        return Made.CONTEXT;
    }

    private static final class Made {
        static final SSLContext CONTEXT = make();
    }

    private static SSLContext make() {
        try {
            CERTIFICATE.prepare();
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            try (InputStream pem = Files.newInputStream(CERTIFICATE.certificate())) {
                trusted.setCertificateEntry(
                        "endpoint", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException("no client can be made", e);
        }
    }
}
