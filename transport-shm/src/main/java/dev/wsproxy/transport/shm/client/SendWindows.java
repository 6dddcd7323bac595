// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.SendWindow;
import dev.wsproxy.wire.Send;
import java.nio.ByteBuffer;

/** The windows of the connections on which a client sends. Guarded by the request queue; allocates nothing. */
final class SendWindows {
    private static final long NOBODY = Long.MIN_VALUE;

    private final FlagsPage flags;
    private final long[] owners = new long[FlagsPage.WINDOWS];
    private final long[] sent = new long[FlagsPage.WINDOWS];
    private int used;

    SendWindows(FlagsPage flags) {
        this.flags = flags;
    }

    /** The window of an encoded message, or {@link FlagsPage#NO_WINDOW} when it needs none or there is none left. */
    int of(ByteBuffer message) {
        if (!Send.isOne(message)) {
            return FlagsPage.NO_WINDOW;
        }
        int handle = Send.handle(message);
        int window = find(handle);
        return window == FlagsPage.NO_WINDOW ? claim(handle) : window;
    }

    private int find(int handle) {
        for (int window = 0; window < used; window++) {
            if (owners[window] == handle) {
                return window;
            }
        }
        return FlagsPage.NO_WINDOW;
    }

    private int claim(int handle) {
        int window = 0;
        while (window < used && (owners[window] != NOBODY || outstanding(window) != 0)) {
            window++;
        }
        if (window == FlagsPage.WINDOWS) {
            return FlagsPage.NO_WINDOW;
        }
        used = Math.max(used, window + 1);
        owners[window] = handle;
        return window;
    }

    /** Whether a message of so many bytes may be sent now. */
    boolean admits(int window, int bytes) {
        return window == FlagsPage.NO_WINDOW || SendWindow.admits(outstanding(window), SendWindow.cost(bytes));
    }

    private long outstanding(int window) {
        return sent[window] - flags.taken(window);
    }

    /** A message of so many bytes was sent. */
    void sent(int window, int bytes) {
        if (window != FlagsPage.NO_WINDOW) {
            sent[window] += SendWindow.cost(bytes);
        }
    }

    /** Nothing more is sent on a connection. */
    void release(int handle) {
        int window = find(handle);
        if (window != FlagsPage.NO_WINDOW) {
            owners[window] = NOBODY;
        }
    }
}
