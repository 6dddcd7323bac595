// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.runtime.KeyStoreFile;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty's TLS as the endpoint wants it: 1.2 and 1.3, any name of this machine, no certificates of clients. */
final class TlsServer {
    /** Those who come back with a ticket of TLS 1.3 need none. */
    private static final int REMEMBERED_SESSIONS = 256;

    private TlsServer() {}

    static SslConnectionFactory of(KeyStoreFile.Opened keys) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(keys.keyStore());
        context.setKeyStorePassword(keys.password());
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        context.setRenegotiationAllowed(false);
        context.setSslSessionCacheSize(REMEMBERED_SESSIONS);
        return new SslConnectionFactory(context, HttpVersion.HTTP_1_1.asString());
    }
}
