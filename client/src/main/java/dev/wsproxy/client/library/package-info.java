/**
 * The library behind {@code dev.wsproxy.client}.
 *
 * <pre>
 *  application ──▶ LocalProxyClient ──▶ LocalConnection ──encoded requests──▶ ProxySession ──▶ ClientLink
 *       ▲                                                                          │ (one per proxy)
 *       └── GuardedListener ◀── ConnectionEvents, ReceivedMessage ◀────────────────┘
 *                                     ClientLoop.turn(), by the one thread of a Polling
 * </pre>
 */
@NullMarked
package dev.wsproxy.client.library;

import org.jspecify.annotations.NullMarked;
