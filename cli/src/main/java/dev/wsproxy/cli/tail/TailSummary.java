// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.tail;

/**
 * The last line of {@code wsproxy tail}, as JSON.
 *
 * @param received messages
 * @param bytes of those
 * @param gaps places where messages are missing
 * @param missed messages that are known to be missing
 * @param reconnects how often the upstream came back
 * @param errors that left the connection open
 * @param connectionId of the shared connection; 0 when it never opened
 * @param newConnection whether this command's open made the upstream connection
 */
record TailSummary(
        long received,
        long bytes,
        long gaps,
        long missed,
        long reconnects,
        long errors,
        long connectionId,
        boolean newConnection) {}
