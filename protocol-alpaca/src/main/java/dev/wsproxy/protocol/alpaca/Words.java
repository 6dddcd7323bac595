// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

/** What the upstream wrote, made fit for a reason that people read and for a log. */
final class Words {
    private static final int LONGEST = 200;

    private Words() {}

    /** Without control characters, and not longer than a line. */
    static String printable(String text) {
        String begin = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return begin.replaceAll("\\p{Cntrl}", " ").strip();
    }
}
