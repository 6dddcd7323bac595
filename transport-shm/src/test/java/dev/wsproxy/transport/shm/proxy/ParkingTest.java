// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.RecordedSession.Sent;
import dev.wsproxy.testkit.RecordedSession.Subscribed;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.SendWindow;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.Subscribe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParkingTest {
    private static final int WINDOW = 3;

    @TempDir
    Path directory;

    private RecordedSession session;
    private FlagsPage flags;

    private Parking parking;

    @BeforeEach
    void create() throws IOException, InterruptedException {
        ScriptedHost host = new ScriptedHost();
        RequestDispatcher.Member member =
                new RequestDispatcher.Member(host.join(new ClientInfo("client", 1), null), null);
        session = host.awaitClient();
        Path file = directory.resolve("flags");
        ClientFlags own = ClientFlags.create(file);
        flags = FlagsPage.open(file);
        parking = new Parking(new RequestDispatcher(host, null, member), own);
    }

    @Test
    void tellsTheClientWhenAMessageHasLeftItsWindow() {
        assertThat(parking.send(send(1, "sent"), WINDOW, 100)).isTrue();
        assertThat(flags.taken(WINDOW)).isEqualTo(100);

        session.answerSends(SendResult.BACKPRESSURE);
        assertThat(parking.send(send(1, "parked"), WINDOW, 10)).isTrue();
        assertThat(parking.retry()).isFalse();
        assertThat(flags.taken(WINDOW)).isEqualTo(100);

        session.answerSends(SendResult.OK);
        assertThat(parking.retry()).isTrue();
        assertThat(flags.taken(WINDOW)).isEqualTo(110);
        assertThat(parking.isEmpty()).isTrue();
    }

    @Test
    void keepsACopyInOrder() throws Exception {
        session.answerSends(SendResult.BACKPRESSURE);
        ByteBuffer reused = ByteBuffer.wrap("one".getBytes(UTF_8));
        parking.send(new Send(1, FrameType.TEXT, reused), WINDOW, 10);
        reused.put(0, (byte) '?');
        parking.send(send(1, "two"), WINDOW, 10);
        session.answerSends(SendResult.OK);
        parking.send(send(1, "three"), WINDOW, 10);
        parking.retry();

        for (String expected : new String[] {"one", "two", "three"}) {
            assertThat(new String(session.await(Sent.class).data(), UTF_8)).isEqualTo(expected);
        }
    }

    @Test
    void dropsWhatWaitsForAConnectionThatIsClosed() {
        session.answerSends(SendResult.BACKPRESSURE);
        parking.send(send(1, "dropped"), WINDOW, 10);
        parking.send(send(2, "kept"), WINDOW + 1, 20);
        parking.drop(1);

        assertThat(flags.taken(WINDOW)).isEqualTo(10);
        assertThat(flags.taken(WINDOW + 1)).isZero();
        assertThat(parking.isEmpty()).isFalse();
    }

    @Test
    void holdsOneLongMessageOrAWindowFull() {
        session.answerSends(SendResult.BACKPRESSURE);
        assertThat(parking.send(send(1, "long"), WINDOW, 16 * SendWindow.BYTES)).isTrue();
        for (int i = 0; i < 8; i++) {
            assertThat(parking.send(send(2, "eighth"), WINDOW, SendWindow.BYTES / 8))
                    .isTrue();
        }

        for (int handle : new int[] {1, 2}) {
            assertThatThrownBy(() -> parking.send(send(handle, "too much"), WINDOW, 1))
                    .isInstanceOfSatisfying(
                            FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED));
        }
    }

    @Test
    void letsWhatHasNoWindowWait() {
        session.answerSends(SendResult.BACKPRESSURE);
        assertThat(parking.send(send(1, "all there is room for"), FlagsPage.NO_WINDOW, SendWindow.BYTES))
                .isTrue();
        assertThat(parking.send(send(1, "later"), FlagsPage.NO_WINDOW, 1)).isFalse();
    }

    @Test
    void doesNotCountWhatHasNoWindowAgainstAClientThatKeepsToItsWindow() {
        session.answerSends(SendResult.BACKPRESSURE);
        assertThat(parking.send(send(1, "before its window"), FlagsPage.NO_WINDOW, SendWindow.BYTES - 100))
                .isTrue();

        assertThat(parking.send(send(1, "long"), WINDOW, SendWindow.BYTES / 2)).isTrue();
        assertThat(parking.send(send(1, "as long"), WINDOW, SendWindow.BYTES / 2))
                .isTrue();
        assertThat(parking.send(send(1, "fits in"), FlagsPage.NO_WINDOW, 100)).isTrue();
        assertThat(parking.send(send(1, "later"), FlagsPage.NO_WINDOW, 1)).isFalse();

        session.answerSends(SendResult.OK);
        assertThat(parking.retry()).isTrue();
        assertThat(flags.taken(WINDOW)).isEqualTo(SendWindow.BYTES);
        assertThat(session.pending()).isEqualTo(4);
    }

    @Test
    void letsSubscriptionsWaitForWhichThereIsNoRoom() throws Exception {
        session.answerSends(1, SendResult.BACKPRESSURE);
        parking.send(send(1, "stalled"), WINDOW, 10);
        assertThat(parking.subscribe(subscribe(1), SendWindow.BYTES)).isTrue();
        assertThat(parking.subscribe(subscribe(1), 1)).isFalse();
        assertThat(parking.subscribe(subscribe(2), 1)).isTrue();

        assertThat(session.await(Subscribed.class).handle()).isEqualTo(2);
        assertThat(session.pending()).isZero();
        session.answerSends(1, SendResult.OK);
        parking.retry();
        session.await(Sent.class);
        assertThat(session.await(Subscribed.class).handle()).isEqualTo(1);
        assertThat(parking.subscribe(subscribe(1), 1)).isTrue();
    }

    private static Subscribe subscribe(int handle) {
        return new Subscribe(handle, 1, true, new SubscriptionRequest("trades", List.of("A"), ""));
    }

    private static Send send(int handle, String text) {
        return new Send(handle, FrameType.TEXT, ByteBuffer.wrap(text.getBytes(UTF_8)));
    }
}
