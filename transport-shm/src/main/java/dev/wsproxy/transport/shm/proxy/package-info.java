// SPDX-License-Identifier: MIT
/**
 * The proxy's end of the shared-memory transport.
 *
 * <pre>
 *  {@link dev.wsproxy.transport.shm.proxy.ShmTransport}   the service
 *    └─ Incarnation          from start to stop: a directory, the threads, the clients
 *         ├─ ControlLoop     wsproxy-shm-control: sockets and request queues of all clients
 *         │    ├─ Listener   accepts
 *         │    └─ Peer       one socket: registration, then an Inbox that feeds a RequestDispatcher
 *         ├─ ShmClient       one client: its reply queue, its flags, its doorbell
 *         ├─ ShmOutlet       one shared connection: its data queue and who reads it
 *         ├─ Ringer          wsproxy-shm-ringer: wakes clients that sleep
 *         └─ Heartbeat       wsproxy-shm-heartbeat
 * </pre>
 *
 * <p>Sockets and request queues are served by one thread: it alone calls a {@code ClientSession}, so the order of what a
 * client sends is decided in one place and without locks, and a doorbell wakes the thread that reads the queue.
 */
@NullMarked
package dev.wsproxy.transport.shm.proxy;

import org.jspecify.annotations.NullMarked;
