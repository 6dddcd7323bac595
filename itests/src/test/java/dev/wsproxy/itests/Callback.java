// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.util.Locale;

/** What a client's callback does with a message besides counting it. */
enum Callback {
    COUNTS {
        @Override
        void run() {}
    },
    SLEEPS {
        @Override
        void run() {
            try {
                if (!awake) {
                    Thread.sleep(20);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    },
    THROWS_AN_EXCEPTION {
        @Override
        void run() {
            throw new IllegalStateException("a fault of the application");
        }
    },
    THROWS_AN_ERROR {
        @Override
        void run() {
            throw new AssertionError("a fault of the application");
        }
    },
    OVERFLOWS_THE_STACK {
        @Override
        void run() {
            deeper(1);
        }
    },
    EXHAUSTS_THE_HEAP {
        @Override
        void run() {
            System.out.println(new long[Integer.MAX_VALUE].length);
        }
    };

    private static volatile boolean awake;

    /** {@link #SLEEPS} does so no longer. */
    static void wake() {
        awake = true;
    }

    abstract void run();

    static long deeper(long depth) {
        return depth + deeper(depth + 1);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
