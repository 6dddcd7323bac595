// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.matrix;

import java.util.Random;

/**
 * How long and with which chance the faults are tried. The long form is chosen with {@code -Pchaos}, the seed with
 * {@code -Dwsproxy.seed=N}; one seed makes the same choices again.
 */
public final class Chaos {
    private static final boolean LONG = Boolean.getBoolean("wsproxy.chaos");
    private static final long SEED = Long.getLong("wsproxy.seed", 1);

    private Chaos() {}

    /** Whether this is the long form. */
    public static boolean isLong() {
        return LONG;
    }

    /** How often, how many, how much: one figure for either form. */
    public static int either(int quick, int inLongForm) {
        return LONG ? inLongForm : quick;
    }

    /** Chance for one purpose; independent of what others take from theirs. */
    public static Random random(String purpose) {
        return new Random(SEED * 31 + purpose.hashCode());
    }

    static String form() {
        return LONG ? "long" : "quick";
    }

    static long seed() {
        return SEED;
    }
}
