// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.cli.Json;
import dev.wsproxy.client.ProxyStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatusPageTest {
    private static final ProxyStatus STATUS = new ProxyStatus(
            4711,
            "0.1.0",
            3_723,
            Path.of("/dev/shm/wsproxy-me"),
            List.of(
                    new ProxyStatus.Client(
                            1,
                            "strategy",
                            99,
                            "shm",
                            Instant.parse("2026-01-02T03:04:05Z").toEpochMilli(),
                            List.of(1L, 2L),
                            0,
                            0,
                            0),
                    new ProxyStatus.Client(
                            2,
                            "recorder",
                            100,
                            "shm",
                            Instant.parse("2026-01-02T03:04:06Z").toEpochMilli(),
                            List.of(),
                            1_500,
                            2,
                            300)),
            List.of(new ProxyStatus.SharedConnection(
                    1,
                    "wss://example.com/v2/iex",
                    "alpaca",
                    ConnectionState.RECONNECTING,
                    "UPSTREAM_LOST: it broke",
                    2,
                    1_000,
                    50_000,
                    3,
                    1_250,
                    17,
                    true,
                    3 << 20,
                    8 << 20,
                    4)),
            List.of(
                    new ProxyStatus.Bundle("dev.wsproxy.api", "0.1.0", "ACTIVE"),
                    new ProxyStatus.Bundle("dev.wsproxy.broker", "0.1.0", "INSTALLED")),
            new ProxyStatus.Services(
                    List.of("shm"), List.of(), List.of("alpaca", "passthrough"), List.of("/p=wss://h/p")));

    @Test
    void showsAPersonWhatMatters() {
        assertThat(new StatusPage(ZoneId.of("UTC")).lines(STATUS))
                .containsExactly(
                        "running    pid 4711, version 0.1.0, up 1 h 2 min",
                        "directory  /dev/shm/wsproxy-me",
                        "services   transports shm; connectors none; protocols alpaca, passthrough",
                        "routes     /p=wss://h/p",
                        "bundles    2; not active: dev.wsproxy.broker 0.1.0 INSTALLED",
                        "",
                        "clients: 2",
                        "  NAME      PID  SINCE                CONNECTIONS     LAG  GAPS  MISSED",
                        "  strategy   99  2026-01-02 03:04:05  1, 2            0 B     0       0",
                        "  recorder  100  2026-01-02 03:04:06  none         1500 B     2     300",
                        "",
                        "connections: 1",
                        "  ID  URL                       PROTOCOL  STATE         CLIENTS  RECEIVED  RECONNECTS"
                                + "  LOST  MEMORY          ERRORS  LAST FRAME   REASON",
                        "   1  wss://example.com/v2/iex  alpaca    RECONNECTING        2      1000           3"
                                + "    17  3.0 of 8.0 MiB       4  1250 ms ago  MEMORY_FULL: messages are being lost, free some memory in the"
                                + " directory; UPSTREAM_LOST: it broke");
    }

    @Test
    void givesAProgramTheSame() {
        JsonNode json = JsonMapper.shared().readTree(Json.pretty(StatusReport.of(STATUS)));
        assertThat(json.propertyNames())
                .containsExactly(
                        "running",
                        "pid",
                        "version",
                        "uptimeSeconds",
                        "directory",
                        "clients",
                        "connections",
                        "bundles",
                        "services");
        assertThat(json.get("running").booleanValue()).isTrue();
        assertThat(json.get("pid").longValue()).isEqualTo(4711);
        assertThat(json.get("clients").get(0).toString())
                .isEqualTo(
                        "{\"id\":1,\"name\":\"strategy\",\"pid\":99,\"transport\":\"shm\","
                                + "\"since\":\"2026-01-02T03:04:05Z\",\"connections\":[1,2],\"lagBytes\":0,\"gaps\":0,\"missed\":0}");
        assertThat(json.get("connections").get(0).toString())
                .isEqualTo(
                        "{\"id\":1,\"url\":\"wss://example.com/v2/iex\",\"protocol\":\"alpaca\","
                                + "\"state\":\"RECONNECTING\",\"reason\":\"UPSTREAM_LOST: it broke\",\"clients\":2,"
                                + "\"received\":1000,\"receivedBytes\":50000,\"reconnects\":3,\"lastFrameAgeMs\":1250,"
                                + "\"lost\":17,\"memoryFull\":true,\"memoryBytes\":3145728,\"memoryBound\":8388608,\"protocolErrors\":4}");
        assertThat(json.get("services").toString())
                .isEqualTo("{\"transports\":[\"shm\"],\"connectors\":[],\"protocols\":[\"alpaca\",\"passthrough\"],"
                        + "\"routes\":[\"/p=wss://h/p\"]}");
    }
}
