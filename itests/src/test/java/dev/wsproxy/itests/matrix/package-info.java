// SPDX-License-Identifier: MIT
/**
 * The fault matrix: each test with {@link dev.wsproxy.itests.matrix.Fault} in a class with
 * {@link dev.wsproxy.itests.matrix.FaultArea} is a row of a table, printed at the end of the run and written to
 * {@code target/fault-matrix.md}.
 */
package dev.wsproxy.itests.matrix;
