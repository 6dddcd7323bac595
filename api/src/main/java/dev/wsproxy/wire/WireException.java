// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/** A message cannot be decoded; the text says which, where, and why. */
public class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }
}
