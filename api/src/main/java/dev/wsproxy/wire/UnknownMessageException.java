// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/**
 * A message or event has an id that this version does not know. A later minor version may send one to an end that can do
 * without it: see {@link WireVersion}.
 */
public final class UnknownMessageException extends WireException {
    private static final long serialVersionUID = 1L;

    private final int id;

    UnknownMessageException(String message, int id) {
        super(message);
        this.id = id;
    }

    /** The id, 0 to 255. */
    public int id() {
        return id;
    }
}
