// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.LogLevel;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireMessageTest {
    private static final Failure FAILURE = Failure.of(ErrorCode.CONNECTION_LIMIT, 406, "held elsewhere – close it");

    static Stream<Request> requests() {
        return Stream.of(
                new Hello(1, false, 4711, "strategy é", "0.1.0"),
                new Open(
                        7,
                        new OpenRequest(
                                "wss://h/p?q=1",
                                "key",
                                "secret",
                                Map.of("A", "b", "C", "d"),
                                List.of("v1", "v2"),
                                List.of("{\"hello\":1}"),
                                "passthrough")),
                new Send(7, FrameType.BINARY, ByteBuffer.wrap(new byte[] {1, 2, 3})),
                new Send(8, FrameType.TEXT, ByteBuffer.allocate(0)),
                new Subscribe(7, 99, true, new SubscriptionRequest("trades", List.of("AAPL", "MSFT"), "")),
                new Subscribe(7, 100, false, new SubscriptionRequest("bars", List.of("*"), "{}")),
                new Close(7),
                new Restate(7),
                new StatusQuery(5),
                new SetLogLevel(6, LogLevel.TRACE),
                new Stop(8),
                new Goodbye());
    }

    static Stream<Reply> replies() {
        ProxyStatus status = new ProxyStatus(
                42,
                "0.1.0",
                60,
                Path.of("/dev/shm/wsproxy"),
                List.of(new ProxyStatus.Client(1, "a", 43, "shm", 1_700_000_000_000L, List.of(1L, 2L), 17, 2, 300)),
                List.of(new ProxyStatus.SharedConnection(
                        1,
                        "wss://h/p",
                        "alpaca",
                        ConnectionState.OPEN,
                        "",
                        2,
                        1000,
                        99_999,
                        3,
                        12,
                        5,
                        true,
                        1 << 20,
                        8 << 20,
                        6)),
                List.of(new ProxyStatus.Bundle("dev.wsproxy.api", "0.1.0", "ACTIVE")),
                new ProxyStatus.Services(
                        List.of("shm"), List.of("jetty"), List.of("alpaca", "passthrough"), List.of("/p=wss://h/p")));
        return Stream.of(
                new Welcome(1, 3, 42, "0.1.0", "/dev/shm/wsproxy/clients/3"),
                new Refused(FAILURE),
                new Farewell(FAILURE),
                new Done(9),
                new StatusReply(5, status));
    }

    static Stream<WireMessage> all() {
        return Stream.concat(requests(), replies());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void decodesTheRequestThatWasEncoded(Request request) {
        assertThat(Request.decode(request.encode())).isEqualTo(request);
    }

    @ParameterizedTest
    @MethodSource("replies")
    void decodesTheReplyThatWasEncoded(Reply reply) {
        assertThat(Reply.decode(reply.encode())).isEqualTo(reply);
    }

    @ParameterizedTest
    @MethodSource("all")
    void reportsEveryTruncation(WireMessage message) {
        ByteBuffer whole = message.encode();
        for (int length = 0; length < whole.limit(); length++) {
            ByteBuffer part = whole.duplicate().limit(length);
            if (message instanceof Send && length >= 6) {
                assertThat(decode(message, part)).isInstanceOf(Send.class);
            } else {
                assertThatThrownBy(() -> decode(message, part))
                        .isInstanceOf(WireException.class)
                        .hasMessageStartingWith("malformed ")
                        .hasMessageContaining(" at byte ");
            }
        }
    }

    /** docs/wire-layouts.md promises that these never change. */
    @Test
    void keepsWhatOtherVersionsNeedToStopAProxy() {
        assertThat(hex(new Hello(2, true, 1, "name", "0.1.0"))).startsWith("01" + "02000000" + "01");
        assertThat(hex(new Stop(0x0102030405060708L))).isEqualTo("16" + "0807060504030201");
        assertThat(hex(new Done(0x0102030405060708L))).isEqualTo("84" + "0807060504030201");
        String welcome = hex(new Welcome(2, 0, 4711, "0.1.0", ""));
        assertThat(welcome)
                .isEqualTo("81" + "02000000" + "0000000000000000" + "6712000000000000" + "05000000302e312e30"
                        + "00000000");
        ByteBuffer longer = ByteBuffer.wrap(HexFormat.of().parseHex(welcome + "aabbcc"));
        assertThat(Reply.decode(longer)).as("a later version's").isEqualTo(new Welcome(2, 0, 4711, "0.1.0", ""));
    }

    private static String hex(WireMessage message) {
        ByteBuffer encoded = message.encode();
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void survivesAnyBytes() {
        Random random = new Random(20_261_123);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) (random.nextBoolean() ? random.nextInt(24) : 128 + random.nextInt(8));
            }
            ByteBuffer garbage = ByteBuffer.wrap(bytes);
            decodeOrFailClearly(() -> Request.decode(garbage));
            decodeOrFailClearly(() -> Reply.decode(garbage));
            decodeOrFailClearly(() -> EventCodec.decode(garbage));
        }
    }

    @Test
    void namesAnUnknownMessage() {
        assertThatThrownBy(() -> Request.decode(ByteBuffer.wrap(new byte[] {99})))
                .isInstanceOf(WireException.class)
                .hasMessage("malformed request message at byte 1: unknown id 99");
    }

    @Test
    void namesALengthThatCannotBe() {
        ByteBuffer hello = new Hello(1, false, 1, "name", "0.1.0").encode();
        hello.putInt(14, Integer.MAX_VALUE);
        assertThatThrownBy(() -> Request.decode(hello))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("a string of length 2147483647 in ");
    }

    @Test
    void leavesTheSourceUntouched() {
        ByteBuffer source = new Send(1, FrameType.TEXT, StandardCharsets.UTF_8.encode("x")).encode();
        Request.decode(source);
        assertThat(source.position()).isZero();
    }

    @Test
    void showsNoSecretInText() {
        OpenRequest request = new OpenRequest(
                "wss://h/p?token=hush",
                "hush",
                "hush",
                Map.of("Authorization", "hush"),
                List.of(),
                List.of("hush"),
                "");
        assertThat(new Open(1, request).toString()).doesNotContain("hush");
    }

    private static WireMessage decode(WireMessage like, ByteBuffer bytes) {
        return like instanceof Request ? Request.decode(bytes) : Reply.decode(bytes);
    }

    private static void decodeOrFailClearly(Runnable decoding) {
        try {
            decoding.run();
        } catch (WireException e) {
            assertThat(e).hasMessageStartingWith("malformed ");
        }
    }
}
