// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.RecordedSession.Restated;
import dev.wsproxy.testkit.RecordedSession.Sent;
import dev.wsproxy.testkit.RecordedSession.Subscribed;
import dev.wsproxy.testkit.RecordedSession.Unsubscribed;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Restate;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.Subscribe;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client asks of a connection whose upstream takes nothing for a while is done in its order. */
@Timeout(60)
class RequestOrderTest {
    private final ScriptedHost host = new ScriptedHost();
    private Path directory;
    private ShmTransport transport;
    private ClientLink link;
    private RecordedSession session;

    @BeforeEach
    void connect() throws Exception {
        directory = SharedMemory.directory();
        transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        transport.start(host);
        link = new ShmClientTransport().connect(directory, new Hello(WireVersion.CURRENT, false, 1, "client", "test"));
        session = host.awaitClient();
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "the test ends"));
        FileTree.delete(directory);
    }

    @Test
    void subscribesOnlyAfterWhatWasSentBefore() throws Exception {
        session.answerSends(1, SendResult.BACKPRESSURE);
        request(send(1, "first"));
        request(subscribe(1, 10, true));
        request(subscribe(1, 11, false));
        request(send(1, "last"));
        request(subscribe(2, 12, true));
        request(new Restate(1).encode());

        assertThat(session.await(Subscribed.class).correlationId()).isEqualTo(12);
        session.await(Restated.class);
        assertThat(session.pending()).isZero();
        session.answerSends(1, SendResult.OK);
        assertThat(text(session.await(Sent.class))).isEqualTo("first");
        assertThat(session.await(Subscribed.class).correlationId()).isEqualTo(10);
        assertThat(session.await(Unsubscribed.class).correlationId()).isEqualTo(11);
        assertThat(text(session.await(Sent.class))).isEqualTo("last");
    }

    private void request(ByteBuffer message) {
        assertThat(link.request(message)).isEqualTo(SendResult.OK);
    }

    private static ByteBuffer send(int handle, String text) {
        return new Send(handle, FrameType.TEXT, ByteBuffer.wrap(text.getBytes(UTF_8))).encode();
    }

    private static String text(Sent sent) {
        return new String(sent.data(), UTF_8);
    }

    private static ByteBuffer subscribe(int handle, long correlationId, boolean wanted) {
        SubscriptionRequest trades = new SubscriptionRequest("trades", List.of("A"), "");
        return new Subscribe(handle, correlationId, wanted, trades).encode();
    }
}
