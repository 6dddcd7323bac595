// SPDX-License-Identifier: MIT
/**
 * A server that behaves like Alpaca's streams, for the demo, the tests, the benchmarks, and developing off-line.
 *
 * <pre>
 *                      ┌───────────────────────── one port ─────────────────────────┐
 *  WebSocket client ─▶ │ UpgradeGate ─▶ Connection (frames) ─▶ Session (protocol)   │
 *                      │                     ▲                     │ subscribes     │
 *                      │                     └── frames ── Market ◀┘                │
 *                      │                                     ▲                      │
 *  HTTP client ──────▶ │ ControlHandler ─▶ Simulator         └── Generator (thread) │
 *                      └─────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Programs embed it with {@link dev.wsproxy.simulator.Simulator}; everything it does can also be asked for over HTTP.
 */
@NullMarked
package dev.wsproxy.simulator;

import org.jspecify.annotations.NullMarked;
