// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.RecordedSession.Left;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.transport.Outlet;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What waits for a client that does not read is bounded, and keeps nobody else waiting. */
class SlowClientsTest extends EndpointFixture {
    @Test
    void cutsOffASlowClientWhileTheOthersGoOn() throws Exception {
        Duration patience = Deadlines.GENEROUS.multipliedBy(2);
        start(options -> options.withTiming(new Timing(Duration.ZERO, patience, HANDSHAKE, Duration.ofSeconds(5))));
        Joined slow = joinWithSmallBuffer();
        Joined quick = join();
        Outlet outlet = outlet(slow, quick);
        String padding = "x".repeat(10_000);
        int number = 0;
        long longestNs = 0;
        while (slow.session().pending() == 0) {
            long beganNs = System.nanoTime();
            deliver(outlet, number + padding, 0, 1);
            longestNs = Math.max(longestNs, System.nanoTime() - beganNs);
            assertThat(quick.client().readText()).isEqualTo(number + padding);
            number++;
            assertThat(number).as("messages that the slow client has not read").isLessThan(10_000);
        }

        assertThat(slow.session().await(Left.class).reason().toString()).startsWith("SLOW_CLIENT: slow client: ");
        assertThat(longestNs).as("longest delivery in ns").isLessThan(Deadlines.GENEROUS.toNanos());
        deliver(outlet, "still here", 0, 1);
        assertThat(quick.client().readText()).isEqualTo("still here");
        RawFrame close = slow.client().readClose();
        assertThat(close.closeCode()).isEqualTo(1008);
        assertThat(close.closeReason()).startsWith("SLOW_CLIENT: slow client: ").contains("bytes");
        assertThat(quick.session().pending()).isZero();
    }

    @Test
    void sendsASlowClientTheNoticeOfItsProtocolBeforeItIsClosed() throws Exception {
        Joined slow = joinWithSmallBuffer();
        int sent = overflow(slow);

        int received = readNumbered(slow);
        assertThat(received).isBetween(1, sent - 1);
        RawFrame close = slow.client().read();
        assertThat(close.opcode()).isEqualTo(RawFrame.CLOSE);
        assertThat(close.closeCode()).isEqualTo(1008);
        assertThat(close.closeReason()).startsWith("SLOW_CLIENT: slow client: ");
    }

    @Test
    void sendsTheNoticeAlsoToAProgramThatGetsNoCloseFrame() throws Exception {
        Joined slow = joinWithSmallBuffer("User-Agent: okhttp/4.10.0");
        overflow(slow);

        assertThat(readNumbered(slow)).isPositive();
        assertThat(slow.client().isAtEnd()).isTrue();
    }

    @Test
    void sendsTheLastNoticeInItsOwnFrameType() throws Exception {
        Joined slow = joinWithSmallBuffer();
        slow.session().port().slowClientNotice(HANDLE, FrameType.TEXT, utf8("an older one"));
        slow.session()
                .port()
                .slowClientNotice(HANDLE, FrameType.BINARY, ByteBuffer.wrap(new byte[] {7, 1, 2, 7}, 1, 2));
        Outlet outlet = outlet(slow);
        while (slow.session().pending() == 0) {
            deliver(outlet, "x".repeat(10_000), 0);
        }

        RawFrame frame = slow.client().read();
        while (frame.opcode() == RawFrame.TEXT) {
            assertThat(frame.text()).startsWith("x");
            frame = slow.client().read();
        }
        assertThat(frame.firstByte()).isEqualTo(RawFrame.FIN | RawFrame.BINARY);
        assertThat(frame.payload()).containsExactly(1, 2);
        assertThat(slow.client().read().closeCode()).isEqualTo(1008);
    }

    /** Numbered messages, and a notice, until the client is cut off; returns how many messages. */
    private int overflow(Joined slow) {
        ByteBuffer notice = utf8("too slow");
        slow.session().port().slowClientNotice(HANDLE, FrameType.TEXT, notice);
        assertThat(notice.position()).as("the caller's position").isZero();
        notice.put(0, new byte[notice.capacity()]);
        Outlet outlet = outlet(slow);
        int sent = 0;
        while (slow.session().pending() == 0) {
            deliver(outlet, String.format("%-10000d", sent++), 0);
            assertThat(sent).as("messages that the slow client has not read").isLessThan(10_000);
        }
        return sent;
    }

    /** Reads whole messages, without any missing between them, up to the notice; returns how many. */
    private static int readNumbered(Joined slow) throws Exception {
        int received = 0;
        for (String text = slow.client().readText();
                !text.equals("too slow");
                text = slow.client().readText()) {
            assertThat(text).isEqualTo(String.format("%-10000d", received++));
        }
        return received;
    }

    @Test
    void closesTheSocketOfASlowClientThatDoesNotEvenReadTheCloseFrame() throws Exception {
        start(options -> options.withTiming(
                new Timing(Duration.ZERO, Duration.ofMillis(200), HANDSHAKE, Duration.ofSeconds(5))));
        Joined slow = joinWithSmallBuffer();
        Outlet outlet = outlet(slow);
        while (slow.session().pending() == 0) {
            deliver(outlet, "x".repeat(10_000), 0);
        }

        await().atMost(Deadlines.GENEROUS).until(() -> slow.session().port().lagBytes() == 0);
        deliver(outlet, "nobody listens", 0);
        assertThat(slow.session().port().lagBytes()).isZero();
    }

    @Test
    void dropsTheOldestIfItIsToldToAndSaysHowMany() throws Exception {
        start(options -> options.withLimits(new Limits(10, 1000, 8192, 64 * 1024, true)));
        Joined slow = joinWithSmallBuffer("WSProxy-Events: json");
        Outlet outlet = outlet(slow);
        int count = 2_000;
        for (int number = 0; number < count; number++) {
            deliver(outlet, String.format("%-10000d", number), 0);
            assertThat(slow.session().port().lagBytes()).isLessThan(200_000);
        }
        deliver(outlet, "end", 0);

        int received = 0;
        int dropped = 0;
        for (String text = slow.client().readText();
                !text.equals("end");
                text = slow.client().readText()) {
            if (text.startsWith("{")) {
                assertThat(text).startsWith("{\"wsproxy\":\"dropped\",\"messages\":");
                dropped += Integer.parseInt(text.replaceAll("\\D", ""));
            } else {
                int number = Integer.parseInt(text.strip());
                assertThat(number).as("received and dropped before").isEqualTo(received + dropped);
                received++;
            }
        }
        assertThat(dropped).isPositive();
        assertThat(received + dropped).isEqualTo(count);
        assertThat(slow.session().pending()).isZero();
    }

    @Test
    void boundsWhatWaitsForASlowClientWhenItCompresses() throws Exception {
        start(options -> options.withCompress(true).withLimits(new Limits(10, 1000, 8192, 256 * 1024, false)));
        Joined slow = joinWithSmallBuffer("Sec-WebSocket-Extensions: permessage-deflate");
        Outlet outlet = outlet(slow);
        byte[] noise = new byte[10_000];
        Random random = new Random(1);
        int messages = 0;
        while (slow.session().pending() == 0) {
            random.nextBytes(noise);
            outlet.deliver(FrameType.BINARY, 0, 0, ByteBuffer.wrap(noise), slots(0));
            assertThat(messages++).isLessThan(10_000);
        }
        assertThat(slow.session().await(Left.class).reason().code().name()).isEqualTo("SLOW_CLIENT");
        assertThat(slow.client().readClose().closeCode()).isEqualTo(1008);
    }

    @Test
    void tellsHowFarAClientIsBehind() throws Exception {
        Joined slow = joinWithSmallBuffer();
        Outlet outlet = outlet(slow);
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < 3; i++) {
            outlet.deliver(FrameType.BINARY, 0, 0, ByteBuffer.wrap(megabyte), slots(0));
        }
        assertThat(slow.session().port().lagBytes()).isBetween(1L << 20, 4L << 20);
        for (int i = 0; i < 3; i++) {
            slow.client().read();
        }
        await().atMost(Deadlines.GENEROUS).until(() -> slow.session().port().lagBytes() == 0);
    }

    @Test
    void neverBlocksTheThreadThatDelivers() throws Exception {
        start(options -> options.withLimits(new Limits(10, 1000, 8192, 64 * 1024, true)));
        Joined slow = joinWithSmallBuffer();
        Outlet outlet = outlet(slow);
        CompletableFuture<Void> delivering = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 100_000; i++) {
                deliver(outlet, "a message that nobody reads", 0);
            }
        });
        delivering.get(Deadlines.GENEROUS.toSeconds(), TimeUnit.SECONDS);
    }
}
