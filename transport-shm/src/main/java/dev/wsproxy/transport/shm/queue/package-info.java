// SPDX-License-Identifier: MIT
/**
 * Bounded queues in shared memory: one process writes, many read, and nothing is lost without being counted.
 *
 * <p>A queue is a directory that holds a row of <em>generations</em>. A generation is a bounded Chronicle queue that never
 * rolls; when one is full its last record says that the stream continues in the next, which a background thread has
 * created, mapped and touched by then.
 *
 * <pre>
 *   queue directory (0700)
 *   ├── g00000003   HEADER START rec rec rec … CONTINUE ─┐     slow reader: still here
 *   ├── g00000004   HEADER START rec rec rec … CONTINUE ─┼─┐   other readers
 *   ├── g00000005   HEADER START rec rec ▲ ◀─────────────┼─┘   current: the writer appends here
 *   └── g00000006   HEADER                ▲              │     prepared: touched, not yet started
 *                                      writer            ▼
 * </pre>
 *
 * <p>{@link dev.wsproxy.transport.shm.queue.GenerationWriter} is used by the process that owns the queue,
 * {@link dev.wsproxy.transport.shm.queue.GenerationReader} by every other. Slow work of both runs on a
 * {@link dev.wsproxy.transport.shm.queue.MaintenanceThread}. Waking a sleeping reader, telling it where to start and carrying
 * its position back to the writer are the caller's part: see
 * {@link dev.wsproxy.transport.shm.queue.JoinPosition} and {@link dev.wsproxy.transport.shm.queue.ReaderPositions}.
 */
@NullMarked
package dev.wsproxy.transport.shm.queue;

import org.jspecify.annotations.NullMarked;
