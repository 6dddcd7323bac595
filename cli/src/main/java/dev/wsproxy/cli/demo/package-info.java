/**
 * {@code wsproxy demo}: the whole of it on one machine, and nothing left behind.
 *
 * <pre>
 *  Demo (this process, with the simulator)
 *    ├─▶ demo-client a ──┐
 *    ├─▶ demo-client b ──┼──▶ proxy, started by the first ──one socket──▶ simulator
 *    └─▶ demo-client c ──┘
 *  reports: JSON lines on the clients' standard output; end: their standard input closes
 * </pre>
 */
@NullMarked
package dev.wsproxy.cli.demo;

import org.jspecify.annotations.NullMarked;
