// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who holds which slot. A newcomer gets the lowest free one, so that sets of slots stay small. */
final class Members {
    private final List<@Nullable Member> slots = new ArrayList<>();
    private int count;

    /** The slot that the next newcomer gets. */
    int free() {
        int slot = slots.indexOf(null);
        return slot >= 0 ? slot : slots.size();
    }

    void add(Member member) {
        if (member.slot() == slots.size()) {
            slots.add(member);
        } else {
            slots.set(member.slot(), member);
        }
        count++;
    }

    void remove(Member member) {
        if (get(member.slot()) == member) {
            slots.set(member.slot(), null);
            count--;
        }
    }

    @Nullable
    Member get(int slot) {
        return slot >= 0 && slot < slots.size() ? slots.get(slot) : null;
    }

    int count() {
        return count;
    }

    /** Those who are here now, in the order of their slots. */
    List<Member> snapshot() {
        return slots.stream()
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }
}
