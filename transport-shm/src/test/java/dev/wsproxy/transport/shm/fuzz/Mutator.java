// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes hostile inputs of valid ones: shortened, flipped, spliced, with other lengths, or nothing but random bytes. */
final class Mutator {
    private static final int[] EDGES = {0, 1, -1, 3, 0x40, 0x7f, 0xffff, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private final List<byte[]> corpus;
    private final Random random;

    /** @param seed gives the same inputs again, together with {@code -Dwsproxy.seed} */
    Mutator(List<byte[]> corpus, long seed) {
        this.corpus = corpus;
        random = new Random(seed + Budget.SEED);
    }

    byte[] next() {
        byte[] input = any().clone();
        for (int left = 1 + random.nextInt(3); left > 0 && input.length > 0; left--) {
            input = mutate(input);
        }
        return input;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private byte[] any() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private byte[] mutate(byte[] input) {
        return switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(input, random.nextInt(input.length));
            case 1 -> flipped(input);
            case 2 -> withNumber(input, EDGES[random.nextInt(EDGES.length)]);
            case 3 -> withNumber(input, random.nextInt());
            case 4 -> spliced(input, any());
            case 5 -> Arrays.copyOf(input, input.length + 1 + random.nextInt(16));
            default -> random(1 + random.nextInt(200));
        };
    }

    private byte[] flipped(byte[] input) {
        for (int bits = 1 + random.nextInt(8); bits > 0; bits--) {
            input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return input;
    }

    private byte[] withNumber(byte[] input, int number) {
        if (input.length >= Integer.BYTES) {
            int at = random.nextInt(input.length - Integer.BYTES + 1);
            ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).putInt(at, number);
        }
        return input;
    }

    private byte[] spliced(byte[] head, byte[] tail) {
        int kept = random.nextInt(head.length + 1);
        int from = random.nextInt(tail.length + 1);
        byte[] both = Arrays.copyOf(head, kept + tail.length - from);
        System.arraycopy(tail, from, both, kept, tail.length - from);
        return both;
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
