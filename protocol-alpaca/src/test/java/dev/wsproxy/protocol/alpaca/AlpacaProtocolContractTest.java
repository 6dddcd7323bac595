// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.testkit.ProtocolContract;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.OpenRequest;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The Alpaca protocol keeps what the broker relies on. */
class AlpacaProtocolContractTest extends ProtocolContract {
    private final Map<SessionHarness, FakeAlpaca> upstreams = new IdentityHashMap<>();

    private FakeAlpaca upstream(SessionHarness session) {
        return upstreams.computeIfAbsent(session, FakeAlpaca::new);
    }

    @Override
    protected Protocol protocol() {
        return new AlpacaProtocol();
    }

    @Override
    protected OpenRequest request() {
        return Requests.withCredentials();
    }

    @Override
    protected List<String> secrets() {
        return List.of(Requests.SECRET);
    }

    @Override
    protected void establish(SessionHarness session) {
        upstream(session).welcome();
        upstream(session).answerAll();
    }

    @Override
    protected void subscribe(SessionHarness session, int slot) {
        session.send(slot, Requests.subscribe(channel(), symbol()));
        upstream(session).answerAll();
    }

    @Override
    protected String data(int number) {
        return Requests.frame(Requests.trade(symbol(), number));
    }

    @Override
    protected String channel() {
        return "trades";
    }

    @Override
    protected String symbol() {
        return "AAPL";
    }
}
