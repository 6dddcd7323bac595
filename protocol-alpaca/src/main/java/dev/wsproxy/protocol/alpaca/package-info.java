/**
 * Alpaca's market data streams and account stream. Where to look:
 *
 * <ul>
 *   <li>what a URL means: {@code Endpoint}, {@code Feed}, {@code Channel};
 *   <li>a client that is not yet bound to a connection: {@code AlpacaGreeter};
 *   <li>a shared connection: {@code AlpacaSession}, which puts together {@code VirtualSession} (one client's view),
 *       {@code Authentication} (whose credentials are right), {@code UpstreamSubscriptions} (the union, one change in
 *       flight: {@code ChangeInFlight}), {@code Holdings} (who has what), {@code OrderBooks} and {@code Upstream} (how far it has come);
 *   <li>in what a market data stream and an account stream differ: {@code Dialect};
 *   <li>the data path: {@code Router}, {@code ElementScanner}, {@code Routes}, {@code Delivery}; {@code AccountRouter};
 *   <li>JSON and msgpack: {@code Encoding}, {@code JsonToMsgpack}, {@code MsgpackToJson};
 *   <li>the messages: {@code ClientRequest} and {@code UpstreamMessage} with their readers, {@code MarketMessages},
 *       {@code AccountMessages}.
 * </ul>
 */
@NullMarked
package dev.wsproxy.protocol.alpaca;

import org.jspecify.annotations.NullMarked;
