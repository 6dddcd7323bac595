// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;

/** Why a client has to go. */
final class Farewells {
    private Farewells() {}

    /** It has done something to its memory that no client does. */
    static Failure damaged(String what) {
        return Failure.of(ErrorCode.INVALID_REQUEST, "shared memory is damaged: " + what + "; connect again");
    }

    /** A reply has found no room. */
    static Failure noRoom(String name, ClientMemory memory, long boundBytes) {
        if (memory.replies().isDamaged()) {
            return damaged("the client's reply queue cannot be written any more");
        }
        return memory.replies().isStarved()
                ? Failure.of(
                        ErrorCode.MEMORY_FULL,
                        "the proxy has no room for its replies to client " + name + ": free some memory in "
                                + memory.files().directory() + " and connect again")
                : Failure.of(
                        ErrorCode.SLOW_CLIENT,
                        "client " + name + " has left more than " + boundBytes + " bytes of replies unread");
    }
}
