// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.junit.jupiter.api.Test;

class MessageAssemblyTest {
    private static final int MIB = 1 << 20;

    private final AssemblyMemory memory = new AssemblyMemory(6 * MIB);
    private final MessageAssembly one = new MessageAssembly(4 * MIB, memory.new Share());
    private final MessageAssembly other = new MessageAssembly(4 * MIB, memory.new Share());

    @Test
    void refusesWhatLongMessagesOfOthersLeaveNoMemoryFor() {
        appendTo(one, 4);
        appendTo(other, 2);
        assertThatThrownBy(() -> other.append(ByteBuffer.allocate(1)))
                .isInstanceOf(MessageTooLargeException.class)
                .hasMessageContaining("no memory");
        assertThat(other.message().remaining()).as("nothing was appended").isEqualTo(2 * MIB);
        one.clear();
        assertThat(other.append(ByteBuffer.allocate(1))).isTrue();
    }

    @Test
    void givesBackWhatAConnectionHeldThatEndedInAMessage() {
        appendTo(one, 4);
        one.end();
        appendTo(other, 4);
        one.clear();
        other.clear();
        assertThat(memory.new Share().hold(6 * MIB))
                .as("all, and nothing twice")
                .isTrue();
        assertThat(memory.new Share().hold(1)).isFalse();
    }

    @Test
    void takesNothingForShortMessages() {
        assertThat(memory.new Share().hold(6 * MIB)).isTrue();
        appendTo(one, 1);
        one.clear();
        appendTo(one, 1);
        assertThat(one.message().remaining()).isEqualTo(MIB);
    }

    private static void appendTo(MessageAssembly assembly, int mebibytes) {
        for (int i = 0; i < mebibytes; i++) {
            assertThat(assembly.append(ByteBuffer.allocate(MIB))).isTrue();
        }
    }
}
