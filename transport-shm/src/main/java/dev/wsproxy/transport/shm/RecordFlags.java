// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

/** The flags that this transport gives to records of its queues. */
public final class RecordFlags {
    /** A message, or an event of the broker's. */
    public static final int NONE = 0;

    /** In a connection's queue: the last record for its recipient. In a reply queue: a message of the transport's own. */
    public static final int TRANSPORT = 1;

    private RecordFlags() {}
}
