// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.LogLevel;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The process that the broker runs in.
 *
 * @param directory that it serves
 * @param accountFile with the keys that the user has entrusted to it
 * @param version of the runtime
 * @param bundles those installed now
 * @param logLevel changes how much it logs
 * @param end ends it; returns at once
 * @param fail ends it as one that is of no use to anybody, and has it say why; returns at once
 */
record HostProcess(
        RuntimeDirectory directory,
        AccountFile accountFile,
        String version,
        Supplier<List<ProxyStatus.Bundle>> bundles,
        Consumer<LogLevel> logLevel,
        Runnable end,
        Consumer<String> fail) {}
