// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.transport.Outlet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Each client gets what is addressed to it, in order, however many there are and however slow the others. */
class DeliveringTest extends EndpointFixture {
    private static final String COMPRESSION = "Sec-WebSocket-Extensions: permessage-deflate";

    @Test
    void deliversToEachWhatIsAddressedToItAfterWhatItWasGreetedWith() throws Exception {
        Joined one = join();
        Joined two = join();
        one.session().port().frame(HANDLE, FrameType.TEXT, utf8("welcome"));
        Outlet outlet = outlet(one, two);
        deliver(outlet, "for both", 0, 1);
        deliver(outlet, "for one", 0);
        deliver(outlet, "for somebody else", 2, 70);
        outlet.deliver(FrameType.BINARY, 0, 0, ByteBuffer.wrap(new byte[] {1, 2}), slots(1));

        assertThat(one.client().readText()).isEqualTo("welcome");
        assertThat(one.client().readText()).isEqualTo("for both");
        assertThat(one.client().readText()).isEqualTo("for one");
        assertThat(two.client().readText()).isEqualTo("for both");
        RawFrame binary = two.client().read();
        assertThat(binary.firstByte()).isEqualTo(RawFrame.FIN | RawFrame.BINARY);
        assertThat(binary.payload()).containsExactly(1, 2);
    }

    @Test
    void givesASlotToAnotherClient() throws Exception {
        Joined former = join();
        Joined present = join();
        Outlet outlet = transport().open(1);
        outlet.attach(former.session().port(), HANDLE, 130);
        deliver(outlet, "former", 130);
        outlet.detach(130);
        deliver(outlet, "nobody", 130);
        outlet.attach(present.session().port(), HANDLE, 130);
        deliver(outlet, "present", 130);

        assertThat(former.client().readText()).isEqualTo("former");
        assertThat(present.client().readText()).isEqualTo("present");
        former.session().port().frame(HANDLE, FrameType.TEXT, utf8("end"));
        assertThat(former.client().readText()).isEqualTo("end");
    }

    @Test
    void copiesWhatItDelivers() throws Exception {
        Joined joined = join();
        Outlet outlet = outlet(joined);
        ByteBuffer buffer = ByteBuffer.allocateDirect(100).put(7, utf8("message"), 0, 7);
        buffer.position(7).limit(14);
        outlet.deliver(FrameType.TEXT, 0, 0, buffer, slots(0));
        assertThat(buffer.position()).isEqualTo(7);
        buffer.put(7, utf8("garbage"), 0, 7);

        assertThat(joined.client().readText()).isEqualTo("message");
    }

    @Test
    void deliversManyMessagesToManyClientsInOrder() throws Exception {
        int count = 20_000;
        Joined[] clients = {join(), join(COMPRESSION), join(), join()};
        Outlet outlet = outlet(clients);
        CompletableFuture<?>[] readers = new CompletableFuture<?>[clients.length];
        for (int i = 0; i < clients.length; i++) {
            int slot = i;
            readers[i] = CompletableFuture.runAsync(
                    () -> assertReceives(clients[slot], count, number -> number % clients.length != slot));
        }
        for (int number = 0; number < count; number++) {
            int leftOut = number % clients.length;
            int[] slots = java.util.stream.IntStream.range(0, clients.length)
                    .filter(slot -> slot != leftOut)
                    .toArray();
            deliver(outlet, number + " and some text to make it longer", slots);
            paceOn(clients);
        }
        CompletableFuture.allOf(readers).join();
    }

    /** So that a slow machine does not make a slow client. */
    private static void paceOn(Joined[] clients) {
        for (Joined client : clients) {
            while (client.session().port().lagBytes() > Limits.DEFAULT.slowClientBytes() / 2) {
                Thread.onSpinWait();
            }
        }
    }

    private static void assertReceives(Joined joined, int count, IntPredicate addressed) {
        try {
            for (int number = 0; number < count; number++) {
                if (addressed.test(number)) {
                    assertThat(joined.client().readText()).isEqualTo(number + " and some text to make it longer");
                }
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void deliversALongMessage() throws Exception {
        Joined joined = join();
        byte[] message = new byte[12 << 20];
        new Random(1).nextBytes(message);
        outlet(joined).deliver(FrameType.BINARY, 0, 0, ByteBuffer.wrap(message), slots(0));

        assertThat(Arrays.equals(joined.client().read().payload(), message)).isTrue();
        await().atMost(Deadlines.GENEROUS).until(() -> joined.session().port().lagBytes() == 0);
    }

    @Test
    void doesNotCompressUnlessToldTo() throws Exception {
        Joined joined = join(COMPRESSION);
        deliver(outlet(joined), "x".repeat(1_000), 0);

        assertThat(joined.client().readText()).hasSize(1_000);
    }

    @Test
    void compressesForClientsThatOfferItIfToldTo() throws Exception {
        start(options -> options.withCompress(true));
        Joined compressed = join(COMPRESSION);
        Joined fresh = join(COMPRESSION + "; server_no_context_takeover");
        Joined plain = join();
        Outlet outlet = outlet(compressed, fresh, plain);
        Inflater inflater = new Inflater(true);
        for (int i = 0; i < 100; i++) {
            String text = "the same text again and again " + i;
            deliver(outlet, text, 0, 1, 2);
            assertThat(inflate(inflater, compressed.client().read())).isEqualTo(text);
            Inflater anew = new Inflater(true);
            assertThat(inflate(anew, fresh.client().read())).isEqualTo(text);
            anew.end();
            assertThat(plain.client().readText()).isEqualTo(text);
        }
        inflater.end();
    }

    private static String inflate(Inflater inflater, RawFrame frame) throws Exception {
        assertThat(frame.firstByte()).isEqualTo(RawFrame.FIN | 0x40 | RawFrame.TEXT);
        byte[] tailed = Arrays.copyOf(frame.payload(), frame.payload().length + 4);
        tailed[tailed.length - 2] = (byte) 0xff;
        tailed[tailed.length - 1] = (byte) 0xff;
        inflater.setInput(tailed);
        byte[] text = new byte[1_000];
        return new String(text, 0, inflater.inflate(text), java.nio.charset.StandardCharsets.UTF_8);
    }
}
