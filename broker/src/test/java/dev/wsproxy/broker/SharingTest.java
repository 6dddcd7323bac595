// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static dev.wsproxy.broker.TestBench.URL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.transport.ClientEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharingTest {
    @TempDir
    Path directory;

    private TestBench bench;

    @BeforeEach
    void start() {
        bench = TestBench.ready(directory);
    }

    @Test
    void sharesOneUpstreamConnectionBetweenTwoClients() {
        FakeClient first = bench.transport.join("first").open(1, URL);
        FakeClient second = bench.transport.join("second").open(1, URL);
        assertThat(bench.connector.sockets).hasSize(1);

        bench.connector.last().open();
        bench.connector.last().frame("hello");

        assertThat(first.got()).containsExactly(new ClientEvent.Opened(1, true, "fake"), "hello");
        assertThat(second.got()).containsExactly(new ClientEvent.Opened(1, false, "fake"), "hello");
    }
}
