// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import java.util.Objects;

/**
 * Who a client is, as its transport found out.
 *
 * @param name chosen by the application; need not be unique
 * @param pid of its process; 0 when the transport cannot know it
 */
public record ClientInfo(String name, long pid) {
    public ClientInfo {
        Objects.requireNonNull(name, "name");
    }
}
