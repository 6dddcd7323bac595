// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * Tells processes of the directory's owner from others, by what the system says of the other end of a socket. Where the
 * system cannot say ({@code SO_PEERCRED}), the directory's rights are the only guard.
 */
public final class PeerCheck {
    private final UserPrincipal owner;

    public PeerCheck(Path directory) throws IOException {
        owner = Files.getOwner(directory);
    }

    public boolean isOwner(SocketChannel socket) throws IOException {
        return !socket.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
                || socket.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner);
    }
}
