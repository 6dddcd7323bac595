// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

/** Another runtime works on a directory. */
final class OccupiedException extends LaunchException {

    private static final long serialVersionUID = 1L;

    OccupiedException(String message) {
        super(message);
    }
}
