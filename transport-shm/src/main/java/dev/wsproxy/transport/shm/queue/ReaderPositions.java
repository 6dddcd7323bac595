// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

/** Tells a writer which generations its readers have left behind. */
@FunctionalInterface
public interface ReaderPositions {
    /** The value that means that nobody reads. */
    long NO_READER = Long.MAX_VALUE;

    /**
     * The lowest generation that a reader still reads or is about to read: the minimum of what the readers have published
     * (see {@link GenerationReader#open}) and, for those that have not yet, of the {@link JoinPosition#generation()} they
     * were given. Called on the maintenance thread and by appending threads; must neither block nor throw.
     *
     * @return a generation number, or {@link #NO_READER}
     */
    long lowestGeneration();
}
