// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GenerationSizingTest {
    private final GenerationSizing sizing = new GenerationSizing(QueueOptions.data(512 * MIB));

    @Test
    void aQuietQueueStaysAtTheFirstSize() {
        assertThat(sizing.first()).isEqualTo(1 << 20);
        assertThat(sizing.next(1 << 20, 10_000, 0)).isEqualTo(1 << 20);
    }

    @Test
    void growsToWhatASecondWritesByAtMostDoublingEachTime() {
        assertThat(sizing.next(1 << 20, 20 * MIB, 0)).isEqualTo(2 << 20);
        assertThat(sizing.next(16 << 20, 20 * MIB, 0)).isEqualTo(20 << 20);
        assertThat(sizing.next(20 << 20, 20 * MIB, 0)).isEqualTo(20 << 20);
    }

    @Test
    void shrinksWhenTheRateFalls() {
        assertThat(sizing.next(20 << 20, 3 * MIB, 0)).isEqualTo(3 << 20);
    }

    @Test
    void makesRoomForALongMessageAtOnce() {
        assertThat(sizing.next(1 << 20, 0, 16 * MIB)).isEqualTo(16 << 20);
    }

    @Test
    void neverExceeds32MiBOrAnEighthOfTheBound() {
        assertThat(sizing.next(32 << 20, 1e9, 0)).isEqualTo(32 << 20);
        GenerationSizing small = new GenerationSizing(QueueOptions.data(2 * MIB));
        assertThat(small.first()).isEqualTo(256 << 10);
        assertThat(small.next(256 << 10, 1e9, 0)).isEqualTo(256 << 10);
    }

    @Test
    void makesDoWithWhatIsAffordable() {
        assertThat(sizing.limit(8 << 20, 3 * MIB + 1)).isEqualTo(3 << 20);
        assertThat(sizing.limit(8 << 20, MIB - 1)).isZero();
        assertThat(sizing.limit(8 << 20, -1)).isZero();
    }

    @Test
    void namesTheSmallestBound() {
        assertThatThrownBy(() -> QueueOptions.data(1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the bound of a queue must be at least 524288 bytes: boundBytes=1000");
        assertThatThrownBy(() -> new QueueOptions(MIB, 0, 1, Duration.ZERO, Overflow.OVERTAKE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("firstGenerationBytes=0");
    }

    @Test
    void measuresTheRateOverTheCurrentGenerationAndTheOneBefore() {
        FillRate rate = new FillRate(0);
        assertThat(rate.bytesPerSecond(500, 1_000_000_000L)).isEqualTo(500);
        rate.switched(1_000, 2_000_000_000L);
        assertThat(rate.bytesPerSecond(0, 2_000_000_001L)).isBetween(499.0, 500.0);
        rate.switched(3_000, 3_000_000_000L);
        assertThat(rate.bytesPerSecond(3_000, 4_000_000_000L)).isEqualTo(3_000);
    }
}
