// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.testkit.websocket.ServerConnection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

abstract class UpstreamSendingTests extends UpstreamTests {
    @Test
    void sendsTextAndBinaryInOrder() throws Exception {
        ServerConnection accepted = open();

        assertThat(connection.send(FrameType.TEXT, utf8("één"))).isEqualTo(SendResult.OK);
        assertThat(connection.send(FrameType.BINARY, ByteBuffer.wrap(new byte[] {1, 2})))
                .isEqualTo(SendResult.OK);
        RawFrame text = accepted.read();
        assertThat(text.opcode()).isEqualTo(RawFrame.TEXT);
        assertThat(text.fin()).isTrue();
        assertThat(text.text()).isEqualTo("één");
        RawFrame binary = accepted.read();
        assertThat(binary.opcode()).isEqualTo(RawFrame.BINARY);
        assertThat(binary.payload()).containsExactly(1, 2);
    }

    @Test
    void copiesWhatIsSentAndLeavesTheBufferAsItWas() throws Exception {
        ServerConnection accepted = open();
        ByteBuffer data =
                ByteBuffer.allocateDirect(8).put(utf8("xxabcxx")).position(2).limit(5);

        for (int i = 0; i < 100; i++) {
            data.put(2, (byte) ('a' + i % 26));
            assertThat(connection.send(FrameType.TEXT, data)).isEqualTo(SendResult.OK);
            data.put(2, (byte) '!');
        }
        assertThat(data.position()).isEqualTo(2);
        assertThat(data.limit()).isEqualTo(5);
        for (int i = 0; i < 100; i++) {
            assertThat(accepted.read().text()).isEqualTo((char) ('a' + i % 26) + "bc");
        }
    }

    @Test
    void sendsAMessageOfTenMegabytes() throws Exception {
        byte[] bytes = new byte[10_000_000];
        new Random(2).nextBytes(bytes);
        ServerConnection accepted = open();

        assertThat(connection.send(FrameType.BINARY, ByteBuffer.wrap(bytes))).isEqualTo(SendResult.OK);
        ByteBuffer received = ByteBuffer.allocate(bytes.length);
        RawFrame frame;
        do {
            frame = accepted.read();
            received.put(frame.payload());
        } while (!frame.fin());
        assertThat(Arrays.equals(received.array(), bytes)).isTrue();
    }

    @Test
    void keepsTheOrderOfEachOfManySendingThreads() throws Exception {
        ServerConnection accepted = open();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = "t" + t;
            threads.add(new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    connection.send(FrameType.TEXT, utf8(name + " " + i));
                }
            }));
        }
        threads.forEach(Thread::start);

        Map<String, Integer> next = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            String[] parts = accepted.read().text().split(" ");
            assertThat(Integer.parseInt(parts[1])).isEqualTo(next.merge(parts[0], 1, Integer::sum) - 1);
        }
        assertThat(next).hasSize(4);
    }

    @Test
    void sendsNothingBeforeItIsOpen() throws Exception {
        connect(server.uri("/"));
        ServerConnection accepted = server.accept();
        assertThat(connection.send(FrameType.TEXT, utf8("early"))).isEqualTo(SendResult.NOT_CONNECTED);

        accepted.upgrade();
        listener.awaitOpen();
        connection.send(FrameType.TEXT, utf8("in time"));
        assertThat(accepted.read().text()).isEqualTo("in time");
    }

    @Test
    void sendsNothingAfterItsEnd() throws Exception {
        open().close();
        listener.awaitClosed();

        assertThat(connection.send(FrameType.TEXT, utf8("late"))).isEqualTo(SendResult.NOT_CONNECTED);
    }

    @Test
    void refusesMoreThanItsBoundWhileTheServerDoesNotReadAndRecovers() throws Exception {
        ServerConnection accepted = open();
        ByteBuffer data = ByteBuffer.allocate(64 * 1024);
        int taken = 0;
        while (connection.send(FrameType.BINARY, data) == SendResult.OK) {
            assertThat(++taken)
                    .as("frames of 64 KiB taken while the server reads nothing")
                    .isLessThan(10_000);
        }
        assertThat(taken).isPositive();
        assertThat(listener.isOpen()).isTrue();

        for (int i = 0; i < taken; i++) {
            assertThat(accepted.read().payload()).hasSize(64 * 1024);
        }
        await().atMost(Deadlines.GENEROUS).until(() -> connection.send(FrameType.TEXT, utf8("again")) == SendResult.OK);
        assertThat(accepted.read().text()).isEqualTo("again");
    }
}
