// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A client's own, virtual connection: it behaves as if the client were alone on the wire, while the upstream socket
 * behind it is shared. All methods may be called from any thread.
 */
@ProviderType
public interface Connection extends AutoCloseable {
    /** Names the shared connection, the same for all clients that share it; 0 while the client has yet to authenticate. */
    long id();

    /** Whether this client's open made the upstream connection; {@code false} when it joined one. */
    boolean isNew();

    /** The URL as it was given, without user info and query. */
    String url();

    ConnectionState state();

    /**
     * Sends a text message upstream, in order. It lies for a moment in a file of this user's own (mode 0600, in memory): what
     * holds a secret goes better into {@link OpenOptions.Builder#openingMessage}.
     *
     * <p>Waits for nobody: what cannot be taken is refused. Two things may make it last: while the client authenticates by
     * message, a proxy that does not read what came before; and memory for the messages that is not ready in time, half a
     * second at most and a tenth of one more for each MiB of the message.
     *
     * @return {@link SendResult#OK}, or why it was not accepted: {@link SendResult#BACKPRESSURE} when its upstream has yet to
     *     take 1 MiB of what was sent on this connection, or one longer message, other connections are not concerned; and
     *     when a message is longer than that and the client has not been authenticated yet, as in the first moment after
     *     {@code open}
     * @throws IllegalArgumentException when the text holds half a surrogate pair
     */
    SendResult send(CharSequence text);

    /**
     * Sends a message upstream, as {@link #send(CharSequence)}.
     *
     * @param data from position to limit; copied before this returns, position unchanged
     * @return as {@link #send(CharSequence)}
     * @throws IllegalArgumentException when it is to be text and is not UTF-8
     */
    SendResult send(FrameType type, ByteBuffer data);

    /**
     * Subscribes to symbols of a channel and waits for the answer, 30 s at most. Subscriptions are counted over all
     * clients: the upstream is asked only for those that nobody had.
     *
     * @param channel the provider's name, for instance {@code trades}
     * @return those of the symbols that another client had subscribed to before
     * @throws dev.wsproxy.FailureException when it was refused; nothing has changed then. After {@code TIMEOUT} it may
     *     still be carried out: an answer that comes late decides whether the subscription is brought to the next proxy,
     *     should this one die; calling again does no harm
     * @throws IllegalStateException inside a callback: use {@link #subscribeAsync}
     */
    Set<String> subscribe(String channel, String... symbols);

    /** As {@link #subscribe}, without waiting. */
    CompletableFuture<Set<String>> subscribeAsync(String channel, Collection<String> symbols);

    /**
     * Subscribes with a request text of the application's own, for providers that no installed protocol knows. It is sent
     * upstream only for the first subscriber of (channel, symbol), and again after a reconnection.
     *
     * @return those of the symbols that another client had subscribed to before
     */
    CompletableFuture<Set<String>> subscribeAsync(String channel, Collection<String> symbols, String request);

    /**
     * The opposite of {@link #subscribe}.
     *
     * @return those of the symbols that another client still wants
     */
    Set<String> unsubscribe(String channel, String... symbols);

    /** As {@link #unsubscribe}, without waiting. */
    CompletableFuture<Set<String>> unsubscribeAsync(String channel, Collection<String> symbols);

    /** Sends the request upstream only after the last subscriber of (channel, symbol) has gone. */
    CompletableFuture<Set<String>> unsubscribeAsync(String channel, Collection<String> symbols, String request);

    /**
     * Leaves this connection; the others stay. The upstream closes when its last client has left. What was sent and accepted
     * goes out before, except what the upstream does not take because it is stalled: that is dropped. Does not wait, inside a
     * callback or elsewhere: no message comes after it, and {@link ClientListener#onClosed} later. Idempotent.
     */
    @Override
    void close();
}
