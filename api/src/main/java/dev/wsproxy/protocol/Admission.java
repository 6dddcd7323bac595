// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol;

import dev.wsproxy.transport.OpenRequest;
import java.util.Objects;

/**
 * With what a client passes from its greeter to the session of a shared connection.
 *
 * @param request the client's request, completed with the credentials it presented by message, if it did
 * @param greeted whether the greeter has already sent the welcome and received the authentication message, so that the
 *     client now waits for the answer to it
 */
public record Admission(OpenRequest request, boolean greeted) {
    public Admission {
        Objects.requireNonNull(request, "request");
    }
}
