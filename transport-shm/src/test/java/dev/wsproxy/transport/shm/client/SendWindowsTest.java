// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.SendWindow;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Send;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendWindowsTest {
    @TempDir
    Path directory;

    private FlagsPage flags;
    private SendWindows windows;

    @BeforeEach
    void create() throws IOException {
        flags = FlagsPage.create(directory.resolve("flags"));
        windows = new SendWindows(flags);
    }

    @Test
    void admitsSoMuchPerConnection() {
        int first = windows.of(send(1));
        int half = (int) SendWindow.BYTES / 2;
        windows.sent(first, half);

        assertThat(windows.admits(first, half)).isFalse();
        assertThat(windows.admits(first, half - 200)).isTrue();
        assertThat(windows.admits(windows.of(send(2)), half)).isTrue();
        flags.take(first, SendWindow.cost(half));
        assertThat(windows.admits(first, half)).isTrue();
    }

    @Test
    void admitsOneLongMessage() {
        int window = windows.of(send(1));
        assertThat(windows.admits(window, 16 << 20)).isTrue();
        windows.sent(window, 16 << 20);
        assertThat(windows.admits(window, 0)).isFalse();
    }

    @Test
    void givesAConnectionItsWindowAndNoneToOtherRequests() {
        assertThat(windows.of(send(-1))).isEqualTo(windows.of(send(-1)));
        assertThat(windows.of(send(0))).isNotEqualTo(windows.of(send(-1)));
        assertThat(windows.of(new Close(1).encode())).isEqualTo(FlagsPage.NO_WINDOW);
        assertThat(windows.admits(FlagsPage.NO_WINDOW, 16 << 20)).isTrue();
    }

    @Test
    void givesAWindowToAnotherOnlyWhenNothingIsOutstandingInIt() {
        int window = windows.of(send(1));
        windows.sent(window, 100);
        windows.release(1);
        assertThat(windows.of(send(2))).isNotEqualTo(window);

        flags.take(window, SendWindow.cost(100));
        assertThat(windows.of(send(3))).isEqualTo(window);
        assertThat(windows.admits(window, (int) SendWindow.BYTES - 200)).isTrue();
    }

    @Test
    void doesWithoutWhenThereAreTooManyConnections() {
        for (int handle = 0; handle < FlagsPage.WINDOWS; handle++) {
            assertThat(windows.of(send(handle))).isEqualTo(handle);
        }
        assertThat(windows.of(send(FlagsPage.WINDOWS))).isEqualTo(FlagsPage.NO_WINDOW);
        windows.release(17);
        assertThat(windows.of(send(FlagsPage.WINDOWS))).isEqualTo(17);
    }

    private static ByteBuffer send(int handle) {
        return new Send(handle, FrameType.TEXT, ByteBuffer.allocate(1)).encode();
    }
}
