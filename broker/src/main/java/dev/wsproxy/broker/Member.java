// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.ByteBuffer;

/** One client's place in a shared connection. The fields that change are the connection's, under its lock. */
final class Member {
    private final SharedConnection connection;
    private final ClientConnection client;
    private final int slot;
    private final boolean created;

    /** Whether it has been told that it is open. */
    boolean opened;

    /** Whether it has been told that what it sends holds no credentials any more. */
    boolean authenticated;

    /** Whether it has been told that it is over, or needs no telling. */
    boolean ended;

    /** @param created whether it is the one that made the shared connection */
    Member(SharedConnection connection, ClientConnection client, int slot, boolean created) {
        this.connection = connection;
        this.client = client;
        this.slot = slot;
        this.created = created;
    }

    SharedConnection connection() {
        return connection;
    }

    ClientConnection client() {
        return client;
    }

    int slot() {
        return slot;
    }

    boolean created() {
        return created;
    }

    SendResult send(FrameType type, ByteBuffer data) {
        return connection.send(this, type, data);
    }

    void restate() {
        connection.restate(this);
    }

    void subscribe(long correlationId, SubscriptionRequest request) {
        connection.subscribe(this, correlationId, request);
    }

    void unsubscribe(long correlationId, SubscriptionRequest request) {
        connection.unsubscribe(this, correlationId, request);
    }
}
