// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.fuzz;

/** How many inputs are tried: 100,000 in all, a hundred times as many with {@code -Dwsproxy.chaos=true}. */
final class Budget {
    /** Of every input; {@code -Dwsproxy.seed} tries others. */
    static final long SEED = Long.getLong("wsproxy.seed", 0);

    private static final int FACTOR = Boolean.getBoolean("wsproxy.chaos") ? 100 : 1;

    private Budget() {}

    static int inputs(int quick) {
        return quick * FACTOR;
    }
}
