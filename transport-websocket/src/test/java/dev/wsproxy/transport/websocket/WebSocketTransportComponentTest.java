// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.runtime.KeyStoreFile;
import dev.wsproxy.testkit.ScriptedHost;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is configured, what wins over it, and what happens when it makes no sense. */
class WebSocketTransportComponentTest {
    private static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    private static EndpointConfig config(Map<String, Object> values) {
        return (EndpointConfig) Proxy.newProxyInstance(
                EndpointConfig.class.getClassLoader(),
                new Class<?>[] {EndpointConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private WebSocketTransportComponent component(Map<String, Object> values) {
        return new WebSocketTransportComponent(config(values), properties::get, environment);
    }

    private EndpointOptions options(Map<String, Object> values) {
        return OptionsReader.read(config(values), properties::get, environment);
    }

    @Test
    void hasTheDocumentedDefaults() {
        EndpointOptions options = options(Map.of());

        assertThat(options.host()).isEqualTo("127.0.0.1");
        assertThat(options.port()).isEqualTo(8765);
        assertThat(options.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(options.timing()).isEqualTo(Timing.DEFAULT);
        assertThat(options.origins().configured()).isEmpty();
        assertThat(options.otherUsers()).isFalse();
        assertThat(options.routes().find("/")).contains("wss://stream.data.alpaca.markets/v2/iex");
        assertThat(options.routes().find("/stream/")).contains("wss://paper-api.alpaca.markets/stream");
        assertThat(options.routes().find("/live/stream")).contains("wss://api.alpaca.markets/stream");
    }

    @Test
    void letsThePropertyWinOverTheVariableAndThatOverTheFile() {
        assertThat(options(Map.of("port", "1")).port()).isEqualTo(1);
        environment.put("WSPROXY_PORT", "2");
        assertThat(options(Map.of("port", "1")).port()).isEqualTo(2);
        properties.put("wsproxy.websocket.port", "3");
        assertThat(options(Map.of("port", "1")).port()).isEqualTo(3);
    }

    @Test
    void addsTheRoutesOfOneRunToThoseOfTheFile() {
        properties.put("wsproxy.websocket.routes", "/a=ws://run.test /b=ws://run.test");
        Routes routes = options(Map.of("routes", "/a=ws://file.test /c=ws://file.test", "alpaca", ""))
                .routes();

        assertThat(routes.find("/a")).contains("ws://run.test");
        assertThat(routes.find("/b")).contains("ws://run.test");
        assertThat(routes.find("/c")).contains("ws://file.test");
        assertThat(routes.find("/v2/iex")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "host, '', such as 127.0.0.1",
        "host, example.invalid, cannot be had",
        "port, http, must be a number",
        "port, 70000, 0 to 65535",
        "routes, nonsense, PATH=URL",
        "slowClients, ignore, close or drop-oldest",
        "otherUsers, some, refuse or allow",
        "tls, maybe, on or off",
        "keyStore, server.p12, absolute path",
    })
    void saysWhatIsWrongAndDoesNotListen(String key, String value, String explanation) {
        WebSocketTransportComponent component = component(Map.of(key, value));
        component.start(new ScriptedHost());

        assertThat(component.address())
                .startsWith("not listening: ")
                .contains(value)
                .contains(explanation);
        component.stop(ENDING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.7", "example.invalid"})
    void neverListensToTheNetworkWithoutTls(String address) {
        WebSocketTransportComponent component = component(Map.of("host", address, "tls", "off"));
        component.start(new ScriptedHost());

        assertThat(component.address())
                .isEqualTo(
                        "not listening: host=" + address
                                + ": the network reaches it, so clients need TLS: set tls=on, or use 127.0.0.1, ::1 or localhost");
        component.stop(ENDING);
    }

    @Test
    void servesTlsUnlessItIsOff() {
        environment.put("XDG_CONFIG_HOME", "/nowhere");

        assertThat(options(Map.of()).tls()).isPresent();
        assertThat(options(Map.of("tls", "off")).tls()).isEmpty();
    }

    @Test
    void takesAKeyStoreOfTheUsersOwn() throws Exception {
        TestTls.CERTIFICATE.prepare();
        KeyStoreFile file = TestTls.CERTIFICATE.keyStore();
        String path = file.path().toString();
        String password = file.passwordFile().toString();

        ServerKeys own = options(Map.of("keyStore", path, "keyStorePasswordFile", password))
                .tls()
                .orElseThrow();

        assertThat(own.open().certificate()).isEqualTo(file.open().certificate());
        assertThatThrownBy(() -> options(Map.of("keyStore", path)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keyStorePasswordFile=: must be");
        ServerKeys mistyped = options(Map.of("keyStore", path + "x", "keyStorePasswordFile", password))
                .tls()
                .orElseThrow();
        assertThatThrownBy(mistyped::open).hasMessageContaining(path + "x cannot be read");
    }

    @Test
    void doesNotListenWhenItIsOff() {
        environment.put("WSPROXY_PORT", "off");
        WebSocketTransportComponent component = component(Map.of());
        component.start(new ScriptedHost());

        assertThat(component.address()).isEqualTo("not listening: it is switched off");
        component.stop(ENDING);
    }

    @ParameterizedTest
    @CsvSource({"localhost, localhost", "127.0.0.1, 127.0.0.1", "127.1.2.3, 127.1.2.3"})
    void listensWhereItIsToldTo(String host, String shown) throws IOException {
        environment.put("WSPROXY_PORT", "0");
        WebSocketTransportComponent component = component(Map.of("host", host));
        component.start(new ScriptedHost());
        try {
            assertThat(component.address()).startsWith("ws://" + shown + ":");
            int port = URI.create(component.address()).getPort();
            try (java.net.Socket socket = new java.net.Socket(host, port);
                    RawClient client = RawClient.connect(socket, "/v2/iex")) {
                assertThat(client.status()).isEqualTo(101);
            }
        } finally {
            component.deactivate();
        }
        assertThat(component.address()).startsWith("not listening");
    }
}
