// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.transport.shm.queue.JoinPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        client.cells().generation(17, 3);
        client.cells().accounted(17, 99);

        assertThat(proxy.cells().generation(17)).isEqualTo(3);
        assertThat(proxy.cells().accounted(17)).isEqualTo(99);
        assertThat(proxy.cells().generation(16)).isZero();
        assertThat(proxy.cells().generation(18)).isZero();
    }

    @Test
    void showsTheClientWhatWasLost() {
        int last = FlagsPage.CELLS - 1;
        proxy.cells().lost(last, 5, 2);

        assertThat(client.cells().lostMessages(last)).isEqualTo(5);
        assertThat(client.cells().lostEvents(last)).isEqualTo(2);
        proxy.cells().clear(last);
        assertThat(client.cells().lostMessages(last)).isZero();
        assertThat(client.cells().lostEvents(last)).isZero();
    }

    @Test
    void showsTheClientWhereItsSlotEnds() {
        JoinPosition end = new JoinPosition(0, 0, 17, 5, 0, 3, 2);
        assertThat(client.cells().end(4)).isNull();
        proxy.cells().end(4, end);
        proxy.cells().end(FlagsPage.NO_CELL, end);

        assertThat(client.cells().end(4)).isEqualTo(end);
        assertThat(client.cells().end(3)).isNull();
        assertThat(client.cells().end(5)).isNull();
        assertThat(client.cells().end(FlagsPage.NO_CELL)).isNull();
        proxy.cells().clear(4);
        assertThat(client.cells().end(4)).isNull();
    }

    @Test
    void showsTheClientWhatHasLeftAWindow() {
        int last = FlagsPage.WINDOWS - 1;
        proxy.take(last, 5);
        proxy.take(last, 7);
        for (int none : new int[] {FlagsPage.NO_WINDOW, FlagsPage.WINDOWS, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            proxy.take(none, 1);
        }

        assertThat(client.taken(last)).isEqualTo(12);
        assertThat(client.taken(0)).isZero();
        assertThat(client.cells().lostMessages(FlagsPage.CELLS - 1)).isZero();
    }

    @Test
    void ignoresWhatHasNoCell() {
        client.cells().generation(FlagsPage.NO_CELL, 5);
        client.cells().accounted(FlagsPage.NO_CELL, 5);
        proxy.cells().lost(FlagsPage.NO_CELL, 5, 5);
        proxy.cells().clear(FlagsPage.NO_CELL);

        assertThat(proxy.cells().generation(FlagsPage.NO_CELL)).isZero();
        assertThat(proxy.cells().accounted(FlagsPage.NO_CELL)).isZero();
        assertThat(client.cells().lostMessages(FlagsPage.NO_CELL)).isZero();
    }

    @Test
    void refusesAPageOfAnotherSize() throws Exception {
        Path other = Files.write(directory.resolve("other"), new byte[100]);

        assertThatThrownBy(() -> FlagsPage.open(other))
                .isInstanceOf(IOException.class)
                .hasMessage(other + " has 100 bytes, less than 36864: client and proxy must be of the same version");
    }
}
