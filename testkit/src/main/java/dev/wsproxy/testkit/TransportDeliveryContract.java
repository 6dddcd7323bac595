// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.LinkProbe.Data;
import dev.wsproxy.testkit.LinkProbe.Event;
import dev.wsproxy.testkit.LinkProbe.EventsLost;
import dev.wsproxy.testkit.LinkProbe.Overtaken;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Outlet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a transport owes to clients of a shared connection. */
abstract class TransportDeliveryContract extends TransportSendingContract {
    private static final int HANDLE = 7;
    private static final ClientEvent OPENED = new ClientEvent.Opened(3, true, "passthrough");

    @Test
    void deliversExactlyWhatComesAfterTheAttachment() throws Exception {
        Registered early = register("early");
        Registered late = register("late");
        Outlet outlet = outlet(3);
        outlet.attach(early.session().port(), HANDLE, 0);
        deliver(outlet, "before", 0, 1);
        outlet.attach(late.session().port(), HANDLE, 1);
        deliver(outlet, "after", 0, 1);

        late.probe().await(Data.class, 1);
        early.probe().await(Data.class, 2);

        assertThat(texts(late.probe(), HANDLE)).containsExactly("after");
        assertThat(texts(early.probe(), HANDLE)).containsExactly("before", "after");
    }

    @Test
    void deliversWhatWentThroughThePortBeforeTheAttachmentFirst() throws Exception {
        Registered client = register("client");
        Outlet outlet = outlet(3);
        client.session().port().frame(HANDLE, FrameType.TEXT, utf8("welcome"));
        client.session().port().event(HANDLE, OPENED);
        outlet.attach(client.session().port(), HANDLE, 0);
        deliver(outlet, "data", 0);
        outlet.deliver(new ClientEvent.Reconnected(), slots(0));
        deliver(outlet, "more", 0);

        client.probe().await(Data.class, 3);

        assertThat(client.probe().arrivals().stream().map(TransportDeliveryContract::brief))
                .containsExactly("welcome", OPENED.toString(), "data", "Reconnected[]", "more");
    }

    private static String brief(LinkProbe.Arrival arrival) {
        return arrival instanceof Data data
                ? text(data.payload())
                : ((Event) arrival).event().toString();
    }

    @Test
    void deliversToTheNamedSlotsOnlyWhateverTheirNumber() throws Exception {
        Registered first = register("first");
        Registered second = register("second");
        Outlet outlet = outlet(3);
        outlet.attach(first.session().port(), HANDLE, 1);
        outlet.attach(second.session().port(), HANDLE, 200);
        deliver(outlet, "first", 1);
        deliver(outlet, "second", 200);
        deliver(outlet, "nobody here", 5, 77, 4_000);
        deliver(outlet, "both", 1, 200, 300);

        first.probe().await(Data.class, 2);
        second.probe().await(Data.class, 2);

        assertThat(texts(first.probe(), HANDLE)).containsExactly("first", "both");
        assertThat(texts(second.probe(), HANDLE)).containsExactly("second", "both");
    }

    @Test
    void tellsTextFromBinaryAndWhenItWasReceived() throws Exception {
        Registered client = register("client");
        Outlet outlet = outlet(3);
        outlet.attach(client.session().port(), HANDLE, 0);
        ByteBuffer binary = ByteBuffer.wrap(new byte[] {9, 0, -1, 2, 9}, 1, 3);
        outlet.deliver(FrameType.BINARY, 11, 22, binary, slots(0));
        outlet.deliver(FrameType.TEXT, 33, 44, utf8(""), slots(0));

        List<Data> data = client.probe().await(Data.class, 2);

        assertThat(binary.position()).as("the caller's position").isEqualTo(1);
        assertThat(data.get(0).type()).isEqualTo(FrameType.BINARY);
        assertThat(data.get(0).payload()).containsExactly(0, -1, 2);
        assertThat(data.get(0).receivedNs()).isEqualTo(11);
        assertThat(data.get(0).receivedEpochNs()).isEqualTo(22);
        assertThat(data.get(1).type()).isEqualTo(FrameType.TEXT);
        assertThat(data.get(1).payload()).isEmpty();
        assertThat(data.get(1).sequence()).isGreaterThan(data.get(0).sequence());
    }

    @Test
    void keepsSeveralConnectionsOfOneClientApart() throws Exception {
        Registered client = register("client");
        Outlet one = outlet(3);
        Outlet other = outlet(4);
        one.attach(client.session().port(), 1, 0);
        other.attach(client.session().port(), 2, 0);
        for (int i = 0; i < 500; i++) {
            deliver(one, "a" + i, 0);
            deliver(other, "b" + i, 0);
        }

        client.probe().await(Data.class, 1_000);

        assertThat(texts(client.probe(), 1)).isEqualTo(numbered("a", 500));
        assertThat(texts(client.probe(), 2)).isEqualTo(numbered("b", 500));
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    @Test
    void deliversALongMessageInPiecesThatSayWhatRemains() throws Exception {
        Registered client = register("client");
        Outlet outlet = outlet(3);
        outlet.attach(client.session().port(), HANDLE, 0);
        byte[] message = new byte[10 << 20];
        new Random(5).nextBytes(message);
        outlet.deliver(FrameType.BINARY, System.nanoTime(), 1, ByteBuffer.wrap(message), slots(0));

        client.probe()
                .pollUntil(
                        "the last piece",
                        () -> client.probe().arrivals(Data.class).stream().anyMatch(piece -> piece.remaining() == 0));

        int received = 0;
        for (Data piece : client.probe().arrivals(Data.class)) {
            byte[] expected = Arrays.copyOfRange(message, received, received + piece.payload().length);
            assertThat(Arrays.equals(piece.payload(), expected))
                    .as("piece at %d", received)
                    .isTrue();
            received += piece.payload().length;
            assertThat(piece.remaining()).isEqualTo(message.length - received);
        }
        assertThat(received).isEqualTo(message.length);
    }

    @Test
    void deliversAnEventOfAnySize() throws Exception {
        Registered client = register("client");
        Outlet outlet = outlet(3);
        Set<String> symbols =
                IntStream.range(0, 60_000).mapToObj(i -> "SYMBOL" + i).collect(Collectors.toSet());
        ClientEvent event = new ClientEvent.SubscriptionChanged(1, symbols);
        client.session().port().event(HANDLE, event);
        outlet.attach(client.session().port(), HANDLE, 0);
        outlet.deliver(event, slots(0));

        List<Event> events = client.probe().await(Event.class, 2);

        assertThat(events)
                .allSatisfy(each -> assertThat(each.event().equals(event)).isTrue());
    }

    @Test
    void givesAFreedSlotToAnotherClientWithoutMixingThemUp() throws Exception {
        Registered former = register("former");
        Registered present = register("present");
        Outlet outlet = outlet(3);
        outlet.attach(former.session().port(), HANDLE, 0);
        deliver(outlet, "former", 0);
        outlet.detach(0);
        outlet.attach(present.session().port(), HANDLE, 0);
        deliver(outlet, "present", 0);
        outlet.detach(9);

        present.probe().await(Data.class, 1);
        former.probe().await(Data.class, 1);
        former.session().port().event(HANDLE, OPENED);
        former.probe().await(Event.class, 1);
        former.probe().drain();

        assertThat(texts(former.probe(), HANDLE)).containsExactly("former");
        assertThat(texts(present.probe(), HANDLE)).containsExactly("present");
    }

    @Test
    void deliversTheRestAfterAConnectionHasEnded() throws Exception {
        Registered client = register("client");
        Outlet outlet = outlet(3);
        outlet.attach(client.session().port(), HANDLE, 0);
        deliver(outlet, "last words", 0);
        outlet.deliver(new ClientEvent.Closed(Failure.of(ErrorCode.CLOSED, "done")), slots(0));
        outlet.close();

        List<Event> events = client.probe().await(Event.class, 1);

        assertThat(texts(client.probe(), HANDLE)).containsExactly("last words");
        assertThat(events.get(0).event()).isInstanceOf(ClientEvent.Closed.class);
        client.probe().link().release(HANDLE);
        client.session().port().event(HANDLE + 1, OPENED);
        client.probe().await(Event.class, 2);
    }

    @Test
    void reportsExactlyWhatASlowClientHasMissed() throws Exception {
        transport.stop(ENDING);
        start(1 << 20);
        Registered client = register("slow");
        Outlet outlet = outlet(3);
        outlet.attach(client.session().port(), HANDLE, 0);
        int sent = 4_000;
        for (int i = 0; i < sent; i++) {
            deliver(outlet, String.format("%-2000d", i), 0);
            deliver(outlet, "for somebody else", 1);
            if (i % 50 == 0) {
                outlet.deliver(new ClientEvent.Reconnected(), slots(0));
                TimeUnit.MILLISECONDS.sleep(1); // a paced writer: an unpaced one loses messages by itself
            }
        }
        deliver(outlet, "end", 0);

        LinkProbe probe = client.probe();
        probe.pollUntil("the end", () -> texts(probe, HANDLE).contains("end"));

        List<Overtaken> gaps = probe.arrivals(Overtaken.class);
        assertThat(gaps).isNotEmpty();
        long missed = gaps.stream().mapToLong(Overtaken::missed).sum();
        assertThat(probe.arrivals(Data.class).size() + missed).isEqualTo(sent + 1);
        List<EventsLost> losses = probe.arrivals(EventsLost.class);
        assertThat(losses).isNotEmpty().allMatch(loss -> loss.handle() == HANDLE);
        long eventsLost = losses.stream().mapToLong(EventsLost::count).sum();
        assertThat(probe.arrivals(Event.class).size() + eventsLost).isEqualTo(sent / 50);
    }

    @Test
    void countsNothingOfOthersAsAClientsLag() throws Exception {
        Registered sleeper = register("sleeper");
        Registered busy = register("busy");
        Outlet outlet = outlet(3);
        outlet.attach(sleeper.session().port(), HANDLE, 0);
        outlet.attach(busy.session().port(), HANDLE, 1);
        for (int i = 0; i < 100; i++) {
            deliver(outlet, "x".repeat(1_000), 1);
        }
        assertThat(sleeper.session().port().lagBytes()).isZero();
        deliver(outlet, "x".repeat(1_000), 0, 1);
        assertThat(sleeper.session().port().lagBytes()).isBetween(500L, 2_000L);
        outlet.detach(0);
        Registered next = register("next");
        outlet.attach(next.session().port(), HANDLE, 0);
        for (int i = 0; i < 100; i++) {
            deliver(outlet, "x".repeat(1_000), 0);
        }

        assertThat(sleeper.session().port().lagBytes()).isBetween(500L, 2_000L);
        assertThat(next.session().port().lagBytes()).isBetween(50_000L, 200_000L);
        sleeper.probe().await(Data.class, 1);
        sleeper.probe().drain();
        assertThat(sleeper.session().port().lagBytes()).isZero();
    }

    @Test
    void tellsHowFarAClientIsBehind() throws Exception {
        Registered client = register("client");
        Outlet outlet = outlet(3);
        outlet.attach(client.session().port(), HANDLE, 0);
        for (int i = 0; i < 100; i++) {
            deliver(outlet, "x".repeat(1_000), 0);
        }

        assertThat(client.session().port().lagBytes()).isBetween(50_000L, 200_000L);
        client.probe().await(Data.class, 100);
        client.probe().drain();
        assertThat(client.session().port().lagBytes()).isZero();
    }
}
