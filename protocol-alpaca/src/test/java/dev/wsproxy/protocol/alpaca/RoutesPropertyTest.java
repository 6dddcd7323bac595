// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The table of routes against maps of sets. */
class RoutesPropertyTest {
    @Property(tries = 40)
    void agreesWithASimpleModel(@ForAll long seed) {
        Random random = new Random(seed);
        Routes tested = new Routes(RoutesTest.FEED);
        Map<String, Set<Integer>> model = new HashMap<>();
        for (int i = 0; i < 1500; i++) {
            Channel channel = RoutesTest.FEED.channels().get(random.nextInt(7));
            String symbol = random.nextInt(20) == 0 ? "*" : "S" + random.nextInt(200);
            int slot = random.nextInt(100);
            Set<Integer> slots = model.computeIfAbsent(channel.name() + symbol, key -> new TreeSet<>());
            if (random.nextInt(3) > 0) {
                tested.add(channel, symbol, slot);
                slots.add(slot);
            } else {
                tested.remove(channel, symbol, slot);
                slots.remove(slot);
            }
        }
        for (int i = 0; i < 210; i++) {
            Set<Integer> any = new TreeSet<>();
            for (Channel channel : RoutesTest.FEED.channels().subList(0, 7)) {
                Set<Integer> expected = new TreeSet<>(model.getOrDefault(channel.name() + "S" + i, Set.of()));
                expected.addAll(model.getOrDefault(channel.name() + "*", Set.of()));
                any.addAll(expected);
                assertThat(RoutesTest.slots(tested.recipients(channel, RoutesTest.text("S" + i))))
                        .isEqualTo(expected);
            }
            assertThat(RoutesTest.slots(tested.onAnyChannel(RoutesTest.text("S" + i))))
                    .isEqualTo(any);
        }
    }
}
