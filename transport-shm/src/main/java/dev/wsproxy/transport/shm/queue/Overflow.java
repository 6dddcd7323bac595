// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

/** What a full queue does. */
public enum Overflow {
    /** The oldest generation is deleted under its readers, who get an exact {@link Gap}: the writer never waits for them. */
    OVERTAKE,
    /** {@link GenerationWriter#append} refuses the message as a whole until the reader has released a generation. */
    BACKPRESSURE
}
