// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientsTest {
    private static Recipients of(int... slots) {
        Recipients recipients = new Recipients();
        for (int slot : slots) {
            recipients.add(slot);
        }
        return recipients;
    }

    private static List<Integer> slots(Recipients recipients) {
        List<Integer> slots = new ArrayList<>();
        for (int slot = recipients.next(0); slot >= 0; slot = recipients.next(slot + 1)) {
            slots.add(slot);
        }
        return slots;
    }

    @Test
    void isEmptyAtFirst() {
        Recipients none = new Recipients();
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.size()).isZero();
        assertThat(none.wordCount()).isZero();
        assertThat(none.next(0)).isEqualTo(-1);
        assertThat(none.contains(0)).isFalse();
        assertThat(none.word(0)).isZero();
        assertThat(none).hasToString("{}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 62, 63, 64, 65, 127, 128, 1000})
    void holdsASlotOnEitherSideOfAWordBoundary(int slot) {
        Recipients one = of(slot);
        assertThat(slots(one)).containsExactly(slot);
        assertThat(one.contains(slot)).isTrue();
        assertThat(one.contains(slot + 1)).isFalse();
        assertThat(one.size()).isEqualTo(1);
        assertThat(one.wordCount()).isEqualTo(slot / 64 + 1);
        assertThat(one.word(slot / 64)).isEqualTo(1L << slot % 64);
        assertThat(one.next(slot)).isEqualTo(slot);
        assertThat(one.next(slot + 1)).isEqualTo(-1);
        one.remove(slot);
        assertThat(one).isEqualTo(new Recipients());
        assertThat(one.wordCount()).isZero();
    }

    @Test
    void wordsBeyondTheLastAreZero() {
        assertThat(of(3).word(1)).isZero();
        assertThat(of(3).word(100)).isZero();
    }

    @Test
    void isEqualWhateverTheHistory() {
        Recipients history = of(500, 3, 64);
        history.remove(500);
        assertThat(history).isEqualTo(of(64, 3)).hasSameHashCodeAs(of(3, 64));
        assertThat(history).isNotEqualTo(of(3)).isNotEqualTo(of(3, 65)).isNotEqualTo("{3, 64}");
        assertThat(history).hasToString("{3, 64}");
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        Recipients some = of(1, 70);
        some.remove(2);
        some.remove(5000);
        assertThat(some).isEqualTo(of(1, 70));
    }

    @Test
    void clearedItIsReusedWithoutRemains() {
        Recipients reused = of(1, 200);
        reused.clear();
        assertThat(reused.isEmpty()).isTrue();
        reused.add(130);
        assertThat(slots(reused)).containsExactly(130);
    }

    @Test
    void copiesWithoutSharing() {
        Recipients source = of(5, 90);
        Recipients copy = of(700);
        copy.set(source);
        source.add(6);
        assertThat(copy).isEqualTo(of(5, 90));
    }

    @Test
    void behavesLikeABitSet() {
        Random random = new Random(20261123);
        for (int round = 0; round < 2_000; round++) {
            BitSet left = bits(random);
            BitSet right = bits(random);
            verify(recipients(left), recipients(right), left, right);
        }
    }

    private static void verify(Recipients a, Recipients b, BitSet left, BitSet right) {
        assertThat(a.size()).isEqualTo(left.cardinality());
        assertThat(a.isEmpty()).isEqualTo(left.isEmpty());
        assertThat(a.intersects(b)).isEqualTo(left.intersects(right));
        assertThat(a.intersects(b)).isEqualTo(b.intersects(a));
        assertThat(a.equals(b)).isEqualTo(left.equals(right));

        Recipients union = recipients(left);
        union.addAll(b);
        BitSet allBits = (BitSet) left.clone();
        allBits.or(right);
        assertThat(union).isEqualTo(recipients(allBits));

        a.retainAll(b);
        left.and(right);
        assertThat(a).isEqualTo(recipients(left));
        assertThat(slots(a)).containsExactlyElementsOf(left.stream().boxed().toList());
        assertThat(a.wordCount()).isEqualTo((left.length() + 63) / 64);
    }

    private static BitSet bits(Random random) {
        BitSet bits = new BitSet();
        int count = random.nextInt(6);
        int range = random.nextBoolean() ? 70 : 300;
        for (int i = 0; i < count; i++) {
            bits.set(random.nextInt(range));
        }
        return bits;
    }

    private static Recipients recipients(BitSet bits) {
        Recipients recipients = new Recipients();
        bits.stream().forEach(recipients::add);
        return recipients;
    }

    @Test
    void removesThoseOfAnotherSet() {
        Recipients some = of(0, 3, 64, 200);
        some.removeAll(of(3, 200, 500));
        assertThat(slots(some)).containsExactly(0, 64);
        assertThat(some.wordCount()).isEqualTo(2);
        some.removeAll(of(0, 64));
        assertThat(some).isEqualTo(new Recipients());
        some.removeAll(of(1));
        assertThat(some.isEmpty()).isTrue();
    }
}
