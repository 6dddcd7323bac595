// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import java.util.Arrays;

/**
 * A set of client slots of one shared connection, as 64-bit words. Mutable so that routing can reuse one instance and
 * allocates only when the highest slot grows. Not thread-safe: it is used under its connection's lock.
 */
public final class Recipients {
    private long[] words = new long[1];
    private int wordCount;

    /** Removes every slot. */
    public void clear() {
        Arrays.fill(words, 0, wordCount, 0);
        wordCount = 0;
    }

    /** Adds a slot; 0 or greater. */
    public void add(int slot) {
        int word = slot >>> 6;
        if (word >= words.length) {
            words = Arrays.copyOf(words, Math.max(word + 1, 2 * words.length));
        }
        words[word] |= 1L << slot;
        wordCount = Math.max(wordCount, word + 1);
    }

    /** Removes a slot, if it is there. */
    public void remove(int slot) {
        int word = slot >>> 6;
        if (word < wordCount) {
            words[word] &= ~(1L << slot);
            trim();
        }
    }

    /** Adds every slot of another set. */
    public void addAll(Recipients other) {
        if (other.wordCount > words.length) {
            words = Arrays.copyOf(words, other.wordCount);
        }
        for (int i = 0; i < other.wordCount; i++) {
            words[i] |= other.words[i];
        }
        wordCount = Math.max(wordCount, other.wordCount);
    }

    /** Removes every slot of another set. */
    public void removeAll(Recipients other) {
        int common = Math.min(wordCount, other.wordCount);
        for (int i = 0; i < common; i++) {
            words[i] &= ~other.words[i];
        }
        trim();
    }

    /** Keeps only the slots that are in the other set too. */
    public void retainAll(Recipients other) {
        int common = Math.min(wordCount, other.wordCount);
        Arrays.fill(words, common, wordCount, 0);
        for (int i = 0; i < common; i++) {
            words[i] &= other.words[i];
        }
        wordCount = common;
        trim();
    }

    /** Becomes equal to another set. */
    public void set(Recipients other) {
        clear();
        addAll(other);
    }

    public boolean contains(int slot) {
        int word = slot >>> 6;
        return word < wordCount && (words[word] & (1L << slot)) != 0;
    }

    public boolean intersects(Recipients other) {
        int common = Math.min(wordCount, other.wordCount);
        for (int i = 0; i < common; i++) {
            if ((words[i] & other.words[i]) != 0) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return wordCount == 0;
    }

    /** How many slots are in the set. */
    public int size() {
        int size = 0;
        for (int i = 0; i < wordCount; i++) {
            size += Long.bitCount(words[i]);
        }
        return size;
    }

    /** The first slot at or after this one, or -1: {@code for (int s = r.next(0); s >= 0; s = r.next(s + 1))}. */
    public int next(int from) {
        for (int word = from >>> 6; word < wordCount; word++) {
            long bits = words[word];
            if (word == from >>> 6) {
                bits &= -1L << from;
            }
            if (bits != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return -1;
    }

    /** How many words are in use: the last of them is not zero. */
    public int wordCount() {
        return wordCount;
    }

    /** The word that holds slots {@code 64 * index} to {@code 64 * index + 63}, lowest bit first. */
    public long word(int index) {
        return index < wordCount ? words[index] : 0;
    }

    private void trim() {
        while (wordCount > 0 && words[wordCount - 1] == 0) {
            wordCount--;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recipients that && Arrays.equals(words, 0, wordCount, that.words, 0, that.wordCount);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < wordCount; i++) {
            hash = 31 * hash + Long.hashCode(words[i]);
        }
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int slot = next(0); slot >= 0; slot = next(slot + 1)) {
            text.append(text.length() == 1 ? "" : ", ").append(slot);
        }
        return text.append('}').toString();
    }
}
