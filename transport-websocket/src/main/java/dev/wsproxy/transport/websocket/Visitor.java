// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whose program it is that connects. Root is taken for the user, whose files it may read anyway.
 *
 * @param who for people, and by which a stranger is remembered
 * @param isOwn whether it is the user whom the proxy runs for, or nobody can tell on this system
 */
record Visitor(String who, boolean isOwn) {
    private static final Visitor UNKNOWN = new Visitor("an unknown user", false);

    private static final long ROOT = 0;

    /**
     * Reads a line for each socket of the machine, where there are such lists.
     *
     * @param peer the client's address
     * @param local the endpoint's
     */
    static Visitor of(SocketAddress peer, SocketAddress local) {
        OptionalLong own = LocalSocket.ownUser();
        if (own.isEmpty() || !LocalSocket.areListed()) {
            return new Visitor("an unknown user", true);
        }
        if (peer instanceof InetSocketAddress client && local instanceof InetSocketAddress server) {
            return LocalSocket.find(client, server)
                    .map(socket -> of(socket.user(), own.getAsLong()))
                    .orElse(UNKNOWN);
        }
        return UNKNOWN;
    }

    static Visitor of(long user, long own) {
        return new Visitor("user " + user, user == own || user == ROOT);
    }

    /** From the network, of which nothing but the address is known: it is a stranger, wherever it is. */
    static Visitor from(SocketAddress peer) {
        return peer instanceof InetSocketAddress client
                ? new Visitor("address " + client.getAddress().getHostAddress(), false)
                : UNKNOWN;
    }

    /** By which a visitor is remembered that is not of this user's own. */
    Optional<String> stranger() {
        return isOwn ? Optional.empty() : Optional.of(toString());
    }

    @Override
    public String toString() {
        return who;
    }
}
