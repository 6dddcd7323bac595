// SPDX-License-Identifier: MIT
/**
 * The shared-memory transport. This package holds what its two ends, {@code .proxy} and {@code .client}, see in memory
 * together; {@code .control} is the socket between them, {@code .queue} the queues.
 *
 * <pre>
 *  DIR/                                the runtime directory
 *    control.sock                      where the proxy listens
 *    proxy-PID-STARTED/                one incarnation of a proxy, by pid and start in epoch ms
 *      clients/7/                      one registered client
 *        flags                         {@link dev.wsproxy.transport.shm.FlagsPage}: who sleeps, who lives, who has read what
 *        requests/                     queue: the client writes, the proxy reads
 *        replies/                      queue: the proxy writes, the client reads
 *      connections/3/                  queue of a shared connection: the proxy writes, all of its clients read
 * </pre>
 *
 * <p>A record of the request queue is an encoded message of {@code dev.wsproxy.wire}; its field {@code receivedEpochNs} holds
 * how many such messages the client had sent over the control socket before, which gives both streams one order, and its
 * field {@code receivedNs} the {@link dev.wsproxy.transport.shm.SendWindow window} of a message for an upstream. The
 * reply queue is drawn at {@link dev.wsproxy.transport.shm.ReplyRecord}. A record of a connection's queue is a message, an
 * encoded {@code ClientEvent}, or, with flag 1, empty: the last one for its recipient.
 */
@NullMarked
package dev.wsproxy.transport.shm;

import org.jspecify.annotations.NullMarked;
