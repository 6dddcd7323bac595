/**
 * Alpaca's market data streams. Where to look:
 *
 * <ul>
 *   <li>what a URL means: {@code Endpoint}, {@code Feed}, {@code Channel};
 *   <li>a client that is not yet bound to a connection: {@code AlpacaGreeter};
 *   <li>a shared connection: {@code AlpacaSession}, which puts together {@code VirtualSession} (one client's view),
 *       {@code Authentication} (whose credentials are right), {@code UpstreamSubscriptions} (the union, one change in
 *       flight) and {@code UpstreamPhase};
 *   <li>the data path: {@code Router}, {@code ElementScanner}, {@code Routes};
 *   <li>the messages: {@code ClientRequest} and {@code UpstreamMessage} with their readers, {@code AlpacaMessages}.
 * </ul>
 */
@NullMarked
package dev.wsproxy.protocol.alpaca;

import org.jspecify.annotations.NullMarked;
