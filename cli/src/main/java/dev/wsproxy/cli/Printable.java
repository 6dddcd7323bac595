// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

/** Text from others as it may be shown: control characters, which can steer a terminal or break a line, replaced. */
public final class Printable {
    private Printable() {}

    public static String of(String text) {
        return text.codePoints().noneMatch(Character::isISOControl) ? text : text.replaceAll("\\p{Cntrl}", "?");
    }
}
