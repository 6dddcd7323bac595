// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/** The version of all layouts together. Both ends state theirs at registration; they must be equal. */
public final class WireVersion {
    /** Raised whenever any layout changes. */
    public static final int CURRENT = 3;

    private WireVersion() {}
}
