// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

/**
 * The configuration {@value #PID}. The framework properties {@value OptionsReader#PORT_PROPERTY} and
 * {@value OptionsReader#ROUTES_PROPERTY} and the environment variable {@value OptionsReader#PORT_VARIABLE} win over it.
 */
@interface EndpointConfig {
    String PID = "dev.wsproxy.transport.websocket";

    /** The address to listen on. With any but 127.0.0.1, ::1 and localhost, clients need {@code wss} and a local token. */
    String host() default "127.0.0.1";

    /** The port; 0 for any free one, {@code off} not to listen. */
    String port() default "8765";

    /** Where the paths of Alpaca's market data lead to; empty to have none of them. */
    String alpaca() default "wss://stream.data.alpaca.markets";

    /** Where {@code /stream}, Alpaca's account stream, leads to; {@code /live/stream} is that of the live account. */
    String alpacaAccount() default "wss://paper-api.alpaca.markets/stream";

    /** More routes, {@code PATH=URL}, separated by blanks; they win over the others. */
    String routes() default "";

    /** What the bare {@code /} stands for. */
    String defaultPath() default "/v2/iex";

    /** The origins, separated by blanks, of web pages that may connect. */
    String origins() default "";

    /** What becomes of programs of other users of this machine: {@code refuse} or {@code allow}. */
    String otherUsers() default "refuse";

    /** Whether clients that begin with TLS are served on the same port: {@code on} or {@code off}. */
    String tls() default "on";

    /** A key store with a certificate of one's own, as an absolute path; empty for one that is made. */
    String keyStore() default "";

    /** The type of that key store. */
    String keyStoreType() default "PKCS12";

    /** The file with the password of that key store in its first line, as an absolute path. */
    String keyStorePasswordFile() default "";

    /** Whether messages are compressed for clients that offer it. */
    boolean compress() default false;

    /**
     * How the User-Agent of programs begins, separated by blanks, whose connections end without a close frame. OkHttp tells
     * an application of one by a method that few applications have, and then of nothing any more.
     */
    String abruptClients() default "okhttp/";

    /** Most clients at the same time. */
    int maxConnections() default 128;

    /** The longest message of a client, in bytes. */
    int maxMessageBytes() default 1 << 20;

    /** The longest head of a request, in bytes. */
    int maxHandshakeBytes() default 8192;

    /** How much may wait to be read by one client, in bytes. */
    long slowClientBytes() default 4 << 20;

    /** What happens to a client that reads too slowly: {@code close} or {@code drop-oldest}. */
    String slowClients() default "close";

    /** Milliseconds between two pings to a client; 0 sends none. */
    long pingIntervalMs() default 25_000;

    /** Milliseconds that a client may take to answer a close frame. */
    long closeTimeoutMs() default 5_000;

    /** Milliseconds that a connection may be silent before it is a WebSocket. */
    long handshakeTimeoutMs() default 10_000;

    /** Milliseconds between two attempts to listen while the port is taken. */
    long retryMs() default 5_000;
}
