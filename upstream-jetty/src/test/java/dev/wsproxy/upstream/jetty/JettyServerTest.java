// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.RecordingUpstreamListener;
import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a server that is a library in wide use, and its own compression. */
class JettyServerTest extends JettyConnectorTests {
    private final Server server = new Server();
    private URI uri;

    @BeforeEach
    void startServer() throws Exception {
        ServerConnector http = new ServerConnector(server);
        server.addConnector(http);
        server.setHandler(WebSocketUpgradeHandler.from(
                server,
                container -> container.addMapping("/", (request, response, callback) -> {
                    container.setMaxBinaryMessageSize(1 << 20);
                    response.setAcceptedSubProtocol("echo");
                    return new Echo();
                })));
        server.start();
        closing(server::stop);
        uri = URI.create("ws://127.0.0.1:" + http.getLocalPort() + "/");
    }

    @Test
    void echoesCompressedTextAndLargeBinaryMessages() {
        UpstreamConnection connection =
                connector(Settings.defaults()).connect(new UpstreamRequest(uri, Map.of(), List.of("echo")), listener);
        assertThat(listener.awaitOpen()).isEqualTo(new UpstreamInfo("echo", "permessage-deflate"));

        byte[] large = new byte[1_000_000];
        new Random(5).nextBytes(large);
        connection.send(FrameType.BINARY, ByteBuffer.wrap(large));
        for (int i = 0; i < 1000; i++) {
            connection.send(FrameType.TEXT, ByteBuffer.wrap(("message number " + i).getBytes()));
        }

        List<RecordingUpstreamListener.Message> echoed = listener.awaitMessages(1001);
        assertThat(Arrays.equals(echoed.get(0).bytes(), large)).isTrue();
        assertThat(echoed.get(1000).text()).isEqualTo("message number 999");
        connection.close(1000, "enough");
        listener.awaitClosed();
    }

    /** Public, because Jetty calls it by reflection. */
    public static final class Echo extends Session.Listener.AbstractAutoDemanding {
        @Override
        public void onWebSocketText(String message) {
            getSession().sendText(message, Callback.NOOP);
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            getSession().sendBinary(payload, callback);
        }
    }
}
