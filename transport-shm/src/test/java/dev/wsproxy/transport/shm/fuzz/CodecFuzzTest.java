// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wsproxy.transport.shm.ReplyRecord;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.wire.EventCodec;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.WireException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Every input is a message or a {@link WireException}, and takes no more memory than its length explains. */
class CodecFuzzTest {
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long BYTES_PER_BYTE = 100;
    private static final long BYTES = 64 * 1024;

    private static final List<byte[]> CORPUS =
            Stream.concat(Corpus.ofClient().stream(), Corpus.ofProxy().stream()).toList();

    private static final List<Function<ByteBuffer, ?>> DECODERS =
            List.of(Request::decode, Reply::decode, EventCodec::decode, TransportMessage::decode, ReplyRecord::handle);

    @Property(tries = 560, seed = "20261123")
    void everyInputIsAMessageOrAnError(@ForAll long seed) {
        Mutator mutator = new Mutator(CORPUS, seed);
        for (int i = 0; i < Budget.inputs(160); i++) {
            byte[] input = mutator.next();
            DECODERS.forEach(decoder -> decode(decoder, input));
        }
    }

    /** What is needed the first time only, classes for instance, is not counted. */
    private static void decode(Function<ByteBuffer, ?> decoder, byte[] input) {
        long boundBytes = BYTES + BYTES_PER_BYTE * input.length;
        if (allocated(decoder, input) > boundBytes && allocated(decoder, input) > boundBytes) {
            long bytes = allocated(decoder, input);
            assertThat(bytes).as(HexFormat.of().formatHex(input)).isLessThanOrEqualTo(boundBytes);
        }
    }

    private static long allocated(Function<ByteBuffer, ?> decoder, byte[] input) {
        long before = THREAD.getCurrentThreadAllocatedBytes();
        try {
            assertThat(decoder.apply(ByteBuffer.wrap(input)) != null).isTrue();
        } catch (WireException e) {
            // As it should be.
        } catch (RuntimeException | Error e) {
            throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
        }
        return THREAD.getCurrentThreadAllocatedBytes() - before;
    }
}
