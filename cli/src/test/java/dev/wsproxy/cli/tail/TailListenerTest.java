// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.cli.Console;
import dev.wsproxy.cli.Json;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TailListenerTest {
    private static final Failure BROKEN = Failure.of(ErrorCode.UPSTREAM_LOST, "it broke");
    private static final Connection CONNECTION = (Connection) Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "id" -> 7L;
                case "isNew" -> true;
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final MessageOutput output = new MessageOutput(out, true);

    private TailListener listener(long limit) {
        return new TailListener(output, Console.of(out, err, false, Map.of()), limit);
    }

    @Test
    void endsAfterTheNumberOfMessagesAndPrintsNoMore() {
        TailListener listener = listener(2);
        listener.onOpened(CONNECTION);
        listener.onMessage(CONNECTION, FakeMessage.text("long", 4));
        listener.onMessage(CONNECTION, FakeMessage.text("tail", 0));
        assertThat(listener.end()).isNotDone();
        listener.onMessage(CONNECTION, FakeMessage.text("2", 0));
        listener.onMessage(CONNECTION, FakeMessage.text("3", 0));

        assertThat(listener.end()).isCompletedWithValue(Optional.empty());
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("longtail\n2\n");
        assertThat(Json.line(listener.summary()))
                .isEqualTo("{\"received\":2,\"bytes\":9,\"gaps\":0,\"missed\":0,\"reconnects\":0,\"errors\":0,"
                        + "\"connectionId\":7,\"newConnection\":true}");
    }

    @Test
    void countsWhatWentWrongAndSaysIt() {
        TailListener listener = listener(Long.MAX_VALUE);
        listener.onReconnecting(CONNECTION, BROKEN);
        listener.onGap(CONNECTION, new Gap(Gap.Cause.UPSTREAM_LOST, Gap.UNKNOWN, 0, 0, 1, 2, BROKEN));
        listener.onReconnected(CONNECTION);
        listener.onGap(CONNECTION, new Gap(Gap.Cause.OVERTAKEN, 17, 1, 20, 0, 0, BROKEN));
        listener.onError(CONNECTION, Failure.of(ErrorCode.SYMBOL_LIMIT, 405, "too many\nsymbols"));

        assertThat(listener.summary()).isEqualTo(new TailSummary(0, 0, 2, 17, 1, 1, 0, false));
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "wsproxy: reconnecting: UPSTREAM_LOST: it broke",
                        "wsproxy: gap: UPSTREAM_LOST: it broke",
                        "wsproxy: reconnected",
                        "wsproxy: gap: UPSTREAM_LOST: it broke",
                        "wsproxy: SYMBOL_LIMIT (405): too many?symbols");
    }

    @Test
    void endsWithTheConnection() {
        TailListener listener = listener(Long.MAX_VALUE);
        listener.onClosed(CONNECTION, BROKEN);
        assertThat(listener.end()).isCompletedWithValue(Optional.of(BROKEN));
    }
}
