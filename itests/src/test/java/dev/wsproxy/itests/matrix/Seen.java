// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.matrix;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What a test saw: short remarks, with figures, in the order in which they are added. For any thread. */
public final class Seen {
    private final Queue<String> remarks = new ConcurrentLinkedQueue<>();

    Seen() {}

    /** Adds a remark; the arguments are as for {@link String#format}. */
    public void add(String format, Object... arguments) {
        remarks.add(String.format(format, arguments));
    }

    String text() {
        return String.join("; ", remarks);
    }
}
