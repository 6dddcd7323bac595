// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import dev.wsproxy.simulator.Request.Authenticate;
import dev.wsproxy.simulator.Request.Subscribe;
import dev.wsproxy.simulator.Request.Unsubscribe;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What the protocol knows of one connection: whether it is authenticated, and what it is subscribed to. Its connection
 * calls it from one thread at a time, its floor while holding the floor's lock; anyone may end it.
 */
final class Session implements Subscriber, Dialogue {
    private final Venue venue;
    private final Feed feed;
    private final Encoding encoding;
    private final Floor floor;
    private final Connection connection;
    private final FrameBatch batch;
    private final Future<?> authTimer;
    private volatile Subscriptions subscriptions;

    /** What data is still sent of. */
    private volatile Subscriptions sent;

    private volatile boolean authenticated;
    private volatile boolean ended;

    Session(Venue venue, Feed feed, Encoding encoding, Connection connection) {
        this.venue = venue;
        this.feed = feed;
        this.encoding = encoding;
        this.floor = venue.floor(feed);
        this.connection = connection;
        this.batch = new FrameBatch(encoding, venue.options().batchSize());
        this.subscriptions = Subscriptions.none(feed, venue.options().dialect());
        this.sent = subscriptions;
        this.authTimer = venue.after(venue.options().authTimeout(), this::timeOut);
    }

    @Override
    public void welcome(@Nullable Account presented) {
        connection.send(Replies.CONNECTED);
        if (presented != null) {
            try {
                authenticate(presented);
            } catch (RequestException e) {
                answer(e.error());
            }
        }
    }

    @Override
    public void onMessage(byte[] message, boolean binary) {
        try {
            handle(RequestReader.read(message, binary));
        } catch (RequestException e) {
            answer(e.error());
        }
    }

    private void handle(Request request) throws RequestException {
        if (request instanceof Authenticate auth) {
            authenticate(auth.account());
        } else if (!authenticated) {
            throw new RequestException(ErrorCode.NOT_AUTHENTICATED);
        } else if (request instanceof Subscribe subscribe) {
            subscribe(subscribe);
        } else if (request instanceof Unsubscribe unsubscribe) {
            venue.counters().unsubscribeCalls.increment();
            unsubscribe(subscriptions.minus(unsubscribe.symbols()));
        }
    }

    private void authenticate(Account presented) throws RequestException {
        if (authenticated) {
            throw new RequestException(ErrorCode.ALREADY_AUTHENTICATED);
        }
        if (feed.kind() == Kind.OPTIONS && encoding == Encoding.JSON) {
            throw new RequestException(ErrorCode.MSGPACK_ONLY);
        }
        if (!venue.knows(presented)) {
            throw new RequestException(ErrorCode.AUTH_FAILED);
        }
        if (venue.options().feedsNotInPlan().contains(feed)) {
            authTimer.cancel(false);
            throw new RequestException(ErrorCode.INSUFFICIENT_SUBSCRIPTION);
        }
        if (!venue.slots().acquire(feed, presented.key(), this)) {
            throw new RequestException(ErrorCode.CONNECTION_LIMIT_EXCEEDED);
        }
        authenticated = true;
        authTimer.cancel(false);
        venue.counters().connectionsAccepted.increment();
        connection.send(Replies.AUTHENTICATED);
        floor.join(this);
        if (ended) {
            release();
        }
    }

    private void subscribe(Subscribe request) throws RequestException {
        Subscriptions next = subscriptions.plus(request.symbols());
        int limit = venue.options().symbolLimit();
        if (limit > 0 && next.exceeds(limit)) {
            throw new RequestException(ErrorCode.SYMBOL_LIMIT_EXCEEDED);
        }
        venue.counters().subscribeCalls.increment();
        settle();
        floor.resubscribe(() -> {
            acknowledge(next);
            sent = next;
        });
    }

    /** The data may go on for a while. */
    private void unsubscribe(Subscriptions next) {
        Duration delay = venue.options().unsubscribeDelay();
        if (delay.isZero()) {
            floor.resubscribe(() -> {
                acknowledge(next);
                sent = next;
            });
        } else {
            acknowledge(next);
            venue.after(delay, this::settle);
        }
    }

    private void acknowledge(Subscriptions next) {
        subscriptions = next;
        connection.send(Replies.subscription(next.state()));
    }

    /** Ends the data of what was unsubscribed from. */
    private void settle() {
        if (sent != subscriptions) {
            floor.resubscribe(() -> sent = subscriptions);
        }
    }

    private void answer(ErrorCode error) {
        if (error.refusesConnection()) {
            venue.counters().refused(error.code());
        }
        connection.send(Replies.error(error));
    }

    private void timeOut() {
        if (!authenticated && !venue.isSilent()) {
            venue.counters().refused(ErrorCode.AUTH_TIMEOUT.code());
            connection.sendLast(Replies.error(ErrorCode.AUTH_TIMEOUT));
        }
    }

    @Override
    public Encoding encoding() {
        return encoding;
    }

    @Override
    public boolean wants(Channel channel, String symbol) {
        return sent.wants(channel, symbol);
    }

    @Override
    public boolean offer(MessageWriter message) {
        if (ended || venue.isSilent()) {
            return false;
        }
        if (batch.isFull()) {
            connection.sendData(batch.take(), true);
        }
        batch.add(message);
        return true;
    }

    @Override
    public void flush() {
        if (!batch.isEmpty()) {
            connection.sendData(batch.take(), false);
        }
    }

    @Override
    public boolean isBacklogged() {
        return connection.queuedBytes() > venue.options().queueLimitBytes() / 2;
    }

    @Override
    public Feed feed() {
        return feed;
    }

    @Override
    public boolean isAuthenticated() {
        return authenticated;
    }

    @Override
    public Map<String, Set<String>> state() {
        return subscriptions.state();
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            authTimer.cancel(false);
            release();
        }
    }

    private void release() {
        floor.leave(this);
        venue.slots().leave(this);
    }
}
