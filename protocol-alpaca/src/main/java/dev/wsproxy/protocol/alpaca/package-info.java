/**
 * Alpaca's market data streams. Where to look:
 *
 * <ul>
 *   <li>what a URL means: {@code Endpoint}, {@code Feed}, {@code Channel};
 *   <li>a client that is not yet bound to a connection: {@code AlpacaGreeter};
 *   <li>a shared connection: {@code AlpacaSession}, which puts together {@code VirtualSession} (one client's view),
 *       {@code Authentication} (whose credentials are right), {@code UpstreamSubscriptions} (the union, one change in
 *       flight), {@code Holdings} (who has what), {@code OrderBooks} and {@code Upstream} (how far it has come);
 *   <li>the data path: {@code Router}, {@code ElementScanner}, {@code Routes}, {@code Delivery};
 *   <li>JSON and msgpack: {@code Encoding}, {@code JsonToMsgpack}, {@code MsgpackToJson};
 *   <li>the messages: {@code ClientRequest} and {@code UpstreamMessage} with their readers, {@code AlpacaMessages}.
 * </ul>
 */
@NullMarked
package dev.wsproxy.protocol.alpaca;

import org.jspecify.annotations.NullMarked;
