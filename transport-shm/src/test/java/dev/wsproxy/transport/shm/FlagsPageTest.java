// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagsPageTest {
    @TempDir
    private Path directory;

    private FlagsPage proxy;
    private FlagsPage client;

    @BeforeEach
    void map() throws IOException {
        Path file = directory.resolve("flags");
        proxy = FlagsPage.create(file);
        client = FlagsPage.open(file);
    }

    @Test
    void letsOneCallerOnlyRingASleeper() {
        assertThat(proxy.takeClientWake()).isFalse();
        client.clientSleeps(true);
        assertThat(proxy.takeClientWake()).isTrue();
        assertThat(proxy.takeClientWake()).isFalse();

        proxy.proxySleeps(true);
        assertThat(client.takeProxyWake()).isTrue();
        assertThat(client.takeProxyWake()).isFalse();
    }

    @Test
    void showsTheProxyWhereAClientReads() {
        int cell = client.claim(17);
        client.generation(cell, 3);
        client.sequence(cell, 99);

        int found = proxy.find(17);
        assertThat(proxy.generation(found)).isEqualTo(3);
        assertThat(proxy.sequence(found)).isEqualTo(99);
        client.free(cell);
        assertThat(proxy.find(17)).isEqualTo(FlagsPage.NO_CELL);
        assertThat(proxy.generation(FlagsPage.NO_CELL)).isZero();
    }

    @Test
    void reusesCellsAndSaysWhenThereAreNoMore() {
        int[] cells = IntStream.range(1, 1_000)
                .map(client::claim)
                .takeWhile(cell -> cell != FlagsPage.NO_CELL)
                .toArray();

        assertThat(cells).hasSize(504).doesNotHaveDuplicates();
        assertThat(client.claim(2_000)).isEqualTo(FlagsPage.NO_CELL);
        client.generation(FlagsPage.NO_CELL, 5);
        client.free(FlagsPage.NO_CELL);
        client.free(cells[100]);
        assertThat(client.claim(2_000)).isEqualTo(cells[100]);
        assertThat(proxy.generation(proxy.find(2_000))).isZero();
    }

    @Test
    void refusesAPageOfAnotherSize() throws Exception {
        Path other = Files.write(directory.resolve("other"), new byte[100]);

        assertThatThrownBy(() -> FlagsPage.open(other))
                .isInstanceOf(IOException.class)
                .hasMessage(other + " has 100 bytes, not 32768: client and proxy must be of the same version");
    }
}
