// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/**
 * The version of all layouts together: a major number in the lower 16 bits, a minor one in the upper. Both ends state theirs
 * at registration; the major numbers must be equal. docs/wire-layouts.md says what each number promises.
 */
public final class WireVersion {
    /** Raised, and {@link #MINOR} set to 0, whenever one end would misread what the other writes. */
    public static final int MAJOR = 4;

    /** Raised when fields are added at the end of a message, or a message or an event that the other end can do without. */
    public static final int MINOR = 0;

    /** Of this library. */
    public static final int CURRENT = of(MAJOR, MINOR);

    private WireVersion() {}

    /** The number that stands for a version on the wire. */
    public static int of(int major, int minor) {
        return minor << 16 | major;
    }

    /** Whether this library understands an end of that version. */
    public static boolean isCompatible(int version) {
        return major(version) == MAJOR;
    }

    /** The major number of a version. */
    public static int major(int version) {
        return version & 0xffff;
    }

    /** For people, as {@code 4.0}. */
    public static String text(int version) {
        return major(version) + "." + (version >>> 16);
    }
}
