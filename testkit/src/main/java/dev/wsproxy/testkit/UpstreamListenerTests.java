// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.testkit.websocket.ServerConnection;
import dev.wsproxy.upstream.UpstreamInfo;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What the listener may do within its calls, and what it may rely on. */
abstract class UpstreamListenerTests extends UpstreamTests {
    @RepeatedTest(50)
    void tellsTheEndLastWhateverIsUnderWay() throws Exception {
        ServerConnection accepted = open();
        Thread writer = new Thread(() -> {
            try {
                while (true) {
                    accepted.send(RawFrame.text("m"));
                }
            } catch (UncheckedIOException e) {
                // The connection has ended, as it should.
            }
        });
        writer.start();
        listener.awaitMessages(1);
        Thread closing = new Thread(() -> connection.close(1000, ""));
        closing.start();
        connection.abort();

        listener.awaitClosed();
        writer.join(Deadlines.GENEROUS.toMillis());
        closing.join(Deadlines.GENEROUS.toMillis());
    }

    @Test
    void letsTheListenerSendAndCloseWithinItsCalls() throws Exception {
        listener = new RecordingUpstreamListener() {
            @Override
            public void onFrame(FrameType type, ByteBuffer data) {
                connection.send(type, data);
                super.onFrame(type, data);
                connection.close(1000, "seen");
            }
        };
        ServerConnection accepted = open();
        accepted.send(RawFrame.text("echo"));

        assertThat(accepted.read().text()).isEqualTo("echo");
        assertThat(accepted.read().closeReason()).isEqualTo("seen");
        accepted.send(RawFrame.close(1000, ""));
        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.CLOSED);
    }

    @Test
    void letsTheListenerAbortWithinItsCalls() throws Exception {
        listener = new RecordingUpstreamListener() {
            @Override
            public void onFrame(FrameType type, ByteBuffer data) {
                connection.abort();
                super.onFrame(type, data);
            }
        };
        open().send(RawFrame.text("1")).send(RawFrame.text("2"));

        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.CLOSED);
        assertThat(listener.messages()).hasSize(1);
    }

    @Test
    void endsTheConnectionOfAListenerThatThrows() throws Exception {
        listener = new RecordingUpstreamListener() {
            @Override
            public void onFrame(FrameType type, ByteBuffer data) {
                throw new IllegalStateException("thrown by a test's listener");
            }
        };
        ServerConnection accepted = open();
        accepted.send(RawFrame.text("1"));

        listener.awaitClosed();
        assertThatThrownBy(accepted::read).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void endsTheConnectionOfAListenerThatThrowsAtItsOpening() throws Exception {
        listener = new RecordingUpstreamListener() {
            @Override
            public void onOpen(UpstreamInfo info) {
                super.onOpen(info);
                throw new IllegalStateException("thrown by a test's listener");
            }
        };
        open();

        listener.awaitClosed();
    }
}
