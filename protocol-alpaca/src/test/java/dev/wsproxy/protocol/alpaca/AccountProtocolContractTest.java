// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.testkit.ProtocolContract;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.OpenRequest;
import java.util.List;

/** The account stream keeps what the broker relies on. */
class AccountProtocolContractTest extends ProtocolContract {
    @Override
    protected Protocol protocol() {
        return new AlpacaProtocol();
    }

    @Override
    protected OpenRequest request() {
        return FakeAccount.request();
    }

    @Override
    protected List<String> secrets() {
        return List.of(Requests.SECRET);
    }

    @Override
    protected void establish(SessionHarness session) {
        answerAll(session);
    }

    private static void answerAll(SessionHarness session) {
        for (List<String> sent = session.port().takeSent();
                !sent.isEmpty();
                sent = session.port().takeSent()) {
            for (String request : sent) {
                session.receive(
                        request.contains("listen")
                                ? FakeAccount.listening(FakeAccount.UPDATES)
                                : FakeAccount.AUTHORIZED);
            }
        }
    }

    @Override
    protected void subscribe(SessionHarness session, int slot) {
        session.send(slot, FakeAccount.listen(FakeAccount.UPDATES));
        answerAll(session);
    }

    @Override
    protected String data(int number) {
        return FakeAccount.update(FakeAccount.UPDATES, number);
    }

    @Override
    protected FrameType frameType() {
        return FrameType.BINARY;
    }

    @Override
    protected String channel() {
        return FakeAccount.UPDATES;
    }

    @Override
    protected String symbol() {
        return "*";
    }
}
