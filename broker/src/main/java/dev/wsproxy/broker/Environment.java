// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the parts of the broker find around them.
 *
 * @param nanoTime monotonic time
 * @param random from 0 (inclusive) to 1 (exclusive)
 * @param settings those in force now
 * @param accounts those that were entrusted to the proxy
 */
record Environment(
        LongSupplier nanoTime,
        EpochClock epoch,
        DoubleSupplier random,
        Supplier<BrokerSettings> settings,
        Plugins plugins,
        EntrustedAccounts accounts) {}
