// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.protocol.alpaca.ChangeInFlight.Asked;
import dev.wsproxy.protocol.alpaca.ChangeInFlight.Purpose;
import dev.wsproxy.protocol.alpaca.ClientRequest.Change;
import dev.wsproxy.protocol.alpaca.PendingChanges.Pending;
import dev.wsproxy.protocol.alpaca.Upstream.Phase;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;
import java.util.Iterator;
import java.util.Set;

/**
 * Keeps the upstream subscribed to the union of what the clients want. One change is in flight at a time, so that its
 * answer is known by its order; only differences are sent.
 *
 * <p>{@code granted} is what the upstream has accepted: a change that asks for nothing else is carried out at once, even
 * while the upstream is away, because that is what will be restored.
 */
final class UpstreamSubscriptions {
    private static final int MOST_SYMBOL_BYTES = 8 * 1024;

    private final Feed feed;
    private final Holdings holdings;
    private final Upstream upstream;
    private final ChangeInFlight inFlight;
    private final OrderBooks books;
    private final Failures failures;
    private final Restoration restoration;
    private final Releases releases = new Releases();
    private final PendingChanges pending = new PendingChanges();
    private ChannelSet granted;
    private boolean makeRoom;

    UpstreamSubscriptions(Dialect dialect, Holdings holdings, Upstream upstream, OrderBooks books, Failures failures) {
        feed = dialect.feed();
        this.holdings = holdings;
        this.upstream = upstream;
        this.books = books;
        this.failures = failures;
        inFlight = new ChangeInFlight(dialect, upstream);
        restoration = new Restoration(failures);
        granted = new ChannelSet(feed);
    }

    /** A client's change: carried out now, or when the upstream has agreed. */
    void request(VirtualSession client, Change change, long nowNs) {
        if (change.kind() == Change.Kind.REMOVE) {
            unsubscribe(client, change, nowNs);
        } else if (granted.containsAll(change.symbols())) {
            subscribe(client, change, nowNs);
        } else {
            client.await();
            pending.add(client, change);
        }
    }

    /** A client has gone: what only it wanted is no longer wanted. */
    void left(VirtualSession client, long nowNs) {
        ChannelSet held = client.subscriptions().copy();
        holdings.remove(client, held);
        release(held, nowNs);
    }

    /** The upstream has authenticated: everything that clients hold is asked for again. */
    void restore() {
        releases.clear();
        granted = granted.filter(holdings::isHeld);
        restoration.begin(granted.split(MOST_SYMBOL_BYTES));
    }

    boolean isRestored() {
        return restoration.next() == null;
    }

    /** Tells the clients what was restored before data flowed again, and what could not be. */
    void tellRestored() {
        holdings.forEach((client, held) -> books.messages(held).forEach(client::catchUp));
        restoration.tell();
    }

    /** The upstream is gone: what was in flight will be asked again. */
    void interrupted() {
        inFlight.interrupted();
    }

    boolean awaitsAnswer() {
        return inFlight.exists();
    }

    /** The upstream has carried out what is in flight. */
    void acknowledged(ChannelSet state) {
        Asked done = inFlight.acknowledged(state);
        ChannelSet missing = done.symbols().minus(state);
        switch (done.purpose()) {
            case RESTORE -> {
                restoration.accepted();
                revoke(missing);
            }
            case CHANGE -> {
                granted.addAll(done.symbols().minus(missing));
                if (!missing.isEmpty()) {
                    giveUp(missing);
                }
            }
            case RELEASE -> {}
        }
    }

    /** What the upstream passes over in silence is left out of the change, and so of its acknowledgement. */
    private void giveUp(ChannelSet missing) {
        pending.leaveOut(missing);
        pending.head().client().report(failures.notGranted(missing));
    }

    /**
     * The upstream has refused what is in flight; it is as if it had not been asked. A limit of symbols counts only when
     * nothing is held any more that nobody wants.
     */
    void refused(Refused refusal, long nowNs) {
        switch (inFlight.answered().purpose()) {
            case RESTORE -> revoke(restoration.refused(refusal));
            case CHANGE -> {
                makeRoom = refusal.is(AlpacaError.SYMBOL_LIMIT_EXCEEDED) && releases.hurry(nowNs);
                if (!makeRoom) {
                    decline(refusal, nowNs);
                }
            }
            case RELEASE -> {}
        }
    }

    private void decline(Refused refusal, long nowNs) {
        Pending head = pending.removeHead();
        head.client().decline(head.change(), refusal, failures.of(refusal));
        release(head.change().symbols(), nowNs);
    }

    /** Does what can be done now; says whether a client was answered, which may let more be done. */
    boolean advance(long nowNs) {
        if (inFlight.exists()) {
            return false;
        }
        boolean answered = carryOutGranted(nowNs);
        if (upstream.isAtLeast(Phase.AUTHENTICATED)) {
            sendNext(nowNs);
        }
        return answered;
    }

    private void sendNext(long nowNs) {
        ChannelSet part = restoration.next();
        if (part != null) {
            inFlight.send(Purpose.RESTORE, part, nowNs);
        } else if (!sendReleases(nowNs) && !pending.isEmpty()) {
            ChannelSet missing = pending.head().change().symbols().minus(granted);
            inFlight.send(Purpose.CHANGE, missing.split(MOST_SYMBOL_BYTES).get(0), nowNs);
        }
    }

    private boolean sendReleases(long nowNs) {
        ChannelSet unneeded = unneeded(releases.due(feed, nowNs));
        ChannelSet awaited = makeRoom ? new ChannelSet(feed) : unneeded.filter(pending::askFor);
        makeRoom = false;
        releases.addAll(awaited, nowNs);
        for (ChannelSet part : unneeded.minus(awaited).split(MOST_SYMBOL_BYTES)) {
            if (!inFlight.exists() && inFlight.send(Purpose.RELEASE, part, nowNs)) {
                withdraw(part);
            } else {
                releases.addAll(part, nowNs - Releases.GRACE_NS);
            }
        }
        return inFlight.exists();
    }

    private void withdraw(ChannelSet symbols) {
        granted.removeAll(symbols);
        books.retain(granted);
    }

    /** Carries out pending changes that have been granted, and forgets those of clients that have gone. */
    private boolean carryOutGranted(long nowNs) {
        boolean answered = false;
        for (Iterator<Pending> each = pending.iterator(); each.hasNext(); ) {
            Pending next = each.next();
            if (next.client().isGone()) {
                each.remove();
                release(next.change().symbols(), nowNs);
            } else if (granted.containsAll(next.change().symbols())) {
                each.remove();
                subscribe(next.client(), next.change(), nowNs);
                answered = true;
            }
        }
        return answered;
    }

    private void subscribe(VirtualSession client, Change change, long nowNs) {
        ChannelSet before = client.subscriptions().copy();
        Set<String> existing = holdings.heldByOthers(client, change.symbols());
        holdings.add(client, change.symbols());
        if (change.kind() == Change.Kind.REPLACE) {
            ChannelSet replaced = before.minus(change.symbols());
            holdings.remove(client, replaced);
            release(replaced, nowNs);
        }
        client.acknowledge(change, existing);
        books.messages(change.symbols().minus(before)).forEach(client::catchUp);
    }

    private void unsubscribe(VirtualSession client, Change change, long nowNs) {
        holdings.remove(client, change.symbols());
        client.acknowledge(change, holdings.heldByOthers(client, change.symbols()));
        release(change.symbols(), nowNs);
    }

    private void release(ChannelSet symbols, long nowNs) {
        releases.addAll(unneeded(symbols), nowNs);
    }

    private ChannelSet unneeded(ChannelSet symbols) {
        return symbols.filter(
                (channel, symbol) -> granted.contains(channel, symbol) && !holdings.isHeld(channel, symbol));
    }

    /** The upstream does not grant these any more: their holders lose them. */
    private void revoke(ChannelSet symbols) {
        withdraw(symbols);
        holdings.revoke(symbols, restoration::lost);
    }
}
