// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

/**
 * What a reader has missed, exactly, of what was addressed to it.
 *
 * @param messages text and binary messages missed, one of which only some pieces were delivered included
 * @param events events missed
 * @param firstSequence sequence number of the first record of the queue that was not seen
 * @param lastSequence sequence number of the last record of the queue that was not seen
 */
public record Gap(long messages, long events, long firstSequence, long lastSequence) {}
