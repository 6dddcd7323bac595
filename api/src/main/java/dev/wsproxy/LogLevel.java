// SPDX-License-Identifier: MIT
package dev.wsproxy;

/** How much the proxy writes to its log, from nothing to everything. */
public enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
