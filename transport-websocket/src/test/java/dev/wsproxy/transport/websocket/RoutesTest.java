// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which path leads where. */
class RoutesTest {
    private static Routes routes() {
        return new Routes("/v2/test/").withFeeds("wss://feeds.test/");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/iex, /v2/iex",
        "/v2/sip//, /v2/sip",
        "/delayed_sip, /v2/delayed_sip",
        "/boats, /v1beta1/boats",
        "/news, /v1beta1/news",
        "/opra/, /v1beta1/opra",
        "/indicative, /v1beta1/indicative",
        "/eu-1, /v1beta3/crypto/eu-1",
        "/bs-1, /v1beta3/crypto/bs-1",
        "/global, /v1beta1/crypto-perps/global",
        "/, /v2/test",
        "'', /v2/test",
    })
    void knowsAlpacasFeedsAndTheirShortNames(String path, String feed) {
        assertThat(routes().find(path)).contains("wss://feeds.test" + feed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", "/v2/iex/more", "/IEX", "/v2/options", "iex"})
    void knowsNothingElse(String path) {
        assertThat(routes().find(path)).isEmpty();
    }

    @Test
    void showsWhatWasConfiguredWithoutQueries() {
        assertThat(routes().with("/x=wss://other.test/?key=secret").shown())
                .containsExactly("/v*=wss://feeds.test", "/x=wss://other.test/");
    }

    @Test
    void letsRoutesWinAndTheirShortNamesFollow() {
        Routes routes = routes().with("  /v2/iex=ws://127.0.0.1:7000/v2/iex\n /x/y/=wss://other.test/?a=b=c ");

        assertThat(routes.find("/v2/iex")).contains("ws://127.0.0.1:7000/v2/iex");
        assertThat(routes.find("/iex")).contains("ws://127.0.0.1:7000/v2/iex");
        assertThat(routes.find("/x/y")).contains("wss://other.test/?a=b=c");
        assertThat(routes.find("/sip")).contains("wss://feeds.test/v2/sip");
        assertThat(routes.with("/sip=ws://one.test").find("/sip")).contains("ws://one.test");
        assertThat(routes.with("/=ws://root.test").find("/")).contains("ws://root.test");
    }

    @ParameterizedTest
    @CsvSource({
        "v2/iex=ws://a.test, PATH=URL",
        "/v2/iex, PATH=URL",
        "=ws://a.test, PATH=URL",
        "/a=http://a.test, ws://",
        "/a=ws:, malformed",
        "/a=ws://, malformed",
        "/a=ws:///path, names a host",
        "/a=ws://user:secret@a.test, without credentials",
    })
    void explainsARouteThatIsNone(String route, String explanation) {
        assertThatThrownBy(() -> routes().with(route))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(explanation);
    }
}
