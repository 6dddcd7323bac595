// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.testkit.websocket.ServerConnection;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

abstract class UpstreamEndingTests extends UpstreamTests {
    @Test
    void tellsTheCodeAndReasonOfTheServersCloseAndAnswersIt() throws Exception {
        ServerConnection accepted = open();
        accepted.send(RawFrame.text("last")).send(RawFrame.close(4001, "come back later"));

        Failure failure = listener.awaitClosed();
        assertThat(failure.code()).isEqualTo(ErrorCode.CLOSED_BY_UPSTREAM);
        assertThat(failure.detail()).isEqualTo(4001);
        assertThat(failure.reason()).contains("come back later");
        assertThat(listener.messages()).hasSize(1);
        assertThat(accepted.readsToTheEnd()).as("a close frame was the answer").isTrue();
    }

    @Test
    void tellsACloseWithoutACode() throws Exception {
        open().send(new RawFrame(RawFrame.FIN | RawFrame.CLOSE, new byte[0]));

        Failure failure = listener.awaitClosed();
        assertThat(failure.code()).isEqualTo(ErrorCode.CLOSED_BY_UPSTREAM);
        assertThat(failure.detail()).isEqualTo(1005);
    }

    @Test
    void tellsThatTheServerHungUp() throws Exception {
        open().send(RawFrame.text("last")).close();

        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.UPSTREAM_LOST);
        assertThat(listener.messages()).hasSize(1);
    }

    @Test
    void tellsThatTheConnectionWasReset() throws Exception {
        open().reset();

        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.UPSTREAM_LOST);
    }

    @Test
    void tellsThatTheServerHungUpWithinAMessage() throws Exception {
        open().send(new RawFrame(RawFrame.TEXT, new byte[] {'a'})).close();

        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.UPSTREAM_LOST);
        assertThat(listener.messages()).isEmpty();
    }

    @Test
    void closesWithItsOwnCodeAndReason() throws Exception {
        ServerConnection accepted = open();
        connection.send(FrameType.TEXT, utf8("before"));
        connection.close(1000, "done");

        assertThat(accepted.read().text()).isEqualTo("before");
        RawFrame close = accepted.read();
        assertThat(close.closeCode()).isEqualTo(1000);
        assertThat(close.closeReason()).isEqualTo("done");
        accepted.send(RawFrame.close(1000, ""));
        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.CLOSED);
    }

    @Test
    void endsThoughTheServerDoesNotAnswerTheClose() throws Exception {
        ServerConnection accepted = open();
        connection.close(1000, "");
        assertThat(accepted.read().opcode()).isEqualTo(RawFrame.CLOSE);

        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.CLOSED);
    }

    @Test
    void closesWhilePaused() throws Exception {
        ServerConnection accepted = open();
        connection.pause();
        accepted.send(RawFrame.text("unwanted"));
        connection.close(1000, "");
        assertThat(accepted.read().opcode()).isEqualTo(RawFrame.CLOSE);
        accepted.send(RawFrame.close(1000, ""));

        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.CLOSED);
    }

    @Test
    void cutsAReasonThatACloseFrameCannotHold() throws Exception {
        ServerConnection accepted = open();
        connection.close(4000, "€".repeat(100));

        assertThat(accepted.read().closeReason()).isEqualTo("€".repeat(41));
    }

    @Test
    void refusesACodeThatMayNotBeSent() throws Exception {
        open();

        assertThatThrownBy(() -> connection.close(1005, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("code=1005");
    }

    @Test
    void abortsWithoutACloseFrame() throws Exception {
        ServerConnection accepted = open();
        connection.abort();

        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.CLOSED);
        assertThatThrownBy(accepted::read).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void failsWhenClosedBeforeItIsOpen() throws Exception {
        connect(server.uri("/"));
        ServerConnection accepted = server.accept();
        connection.close(1000, "");

        assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.CLOSED);
        assertThat(accepted.readsToTheEnd()).isFalse();
    }

    @Test
    void failsWhenAbortedBeforeItIsOpen() throws Exception {
        connect(server.uri("/"));
        server.accept();
        connection.abort();

        assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.CLOSED);
    }

    @Test
    void mayBeClosedAndAbortedAgain() throws Exception {
        ServerConnection accepted = open();
        connection.close(1000, "");
        connection.close(1001, "");
        accepted.read();
        connection.abort();
        listener.awaitClosed();
        connection.abort();
        connection.close(1000, "");
        connection.pause();
        connection.resume();

        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.CLOSED);
    }

    @Test
    void endsItsConnectionsWhenItIsClosed() throws Exception {
        Assumptions.assumeTrue(connector instanceof AutoCloseable);
        ServerConnection accepted = open();
        ((AutoCloseable) connector).close();

        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.UPSTREAM_LOST);
        assertThat(accepted.readsToTheEnd()).as("a close frame came last").isTrue();
        assertThatThrownBy(() -> connect(server.uri("/"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void leavesOtherConnectionsAloneWhenOneEnds() throws Exception {
        open().reset();
        listener.awaitClosed();
        RecordingUpstreamListener first = listener;
        listener = new RecordingUpstreamListener();
        ServerConnection second = open();
        second.send(RawFrame.text("still here"));

        assertThat(listener.awaitMessages(1)).hasSize(1);
        assertThat(List.of(first.breaches(), first.messages())).allMatch(List::isEmpty);
    }
}
