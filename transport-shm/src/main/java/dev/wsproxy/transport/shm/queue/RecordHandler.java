// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

/** Receives what is addressed to a reader; called on the thread that polls. */
public interface RecordHandler {
    /**
     * A record for this reader. What the handler throws leaves {@link GenerationReader#poll}; the record counts as
     * delivered.
     *
     * @param record valid during the call only, its payload too
     */
    void onRecord(DataRecord record);

    /**
     * Records for this reader were missed: before the next {@link #onRecord}. A message whose pieces had begun to arrive
     * will not be completed and is one of the missed.
     */
    void onGap(Gap gap);
}
