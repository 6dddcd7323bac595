// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** The scanner against a full msgpack reader, and against damage. */
class MsgpackScannerPropertyTest {
    private static final String[] KEYS = {"T", "S", "i", "p", "TT", "", "a longer key that needs a header of its own"};
    private static final String[] TEXTS = {
        "t", "AAPL", "", "caf\u00e9", "x".repeat(40), "y".repeat(300), "z".repeat(70_000)
    };

    record Element(String type, String symbol) {}

    @Property(tries = 3000)
    void findsWhatAFullReaderFinds(@ForAll long seed) {
        byte[] message = message(new Random(seed));
        List<Element> scanned = new ArrayList<>();
        assertThat(scan(message, message.length, scanned)).isEqualTo(ElementScanner.END);
        assertThat(scanned).isEqualTo(read(message));
    }

    @Property(tries = 3000)
    void callsEveryTruncationMalformed(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] message = message(random);
        assertThat(scan(message, random.nextInt(message.length), new ArrayList<>()))
                .isEqualTo(ElementScanner.MALFORMED);
    }

    @Property(tries = 10000)
    void endsOnDamagedMessages(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] message = message(random);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            message[random.nextInt(Math.min(200, message.length))] ^= (byte) (1 << random.nextInt(8));
        }
        int step = scan(message, message.length, new ArrayList<>());
        assertThat(step).isIn(ElementScanner.END, ElementScanner.MALFORMED);
        assertThat(step == ElementScanner.END).isEqualTo(isArrayOfMaps(message));
    }

    @Property(tries = 10000)
    void endsOnRandomBytes(@ForAll byte[] message) {
        assertThat(scan(message, message.length, new ArrayList<>())).isIn(ElementScanner.END, ElementScanner.MALFORMED);
    }

    @Example
    void makesMessagesOfAnyNumberOfElements() {
        for (int total : new int[] {1, 15, 16, 17, 65_535, 65_536, 70_000}) {
            for (int count : new int[] {1, 15, 16, 65_535, 65_536, 70_000}) {
                if (count <= total) {
                    assertRunIsAMessage(total, 0, count);
                    assertRunIsAMessage(total, total - count, count);
                }
            }
        }
    }

    private static void assertRunIsAMessage(int total, int first, int count) {
        List<Value> elements = new ArrayList<>();
        for (int i = 0; i < total; i++) {
            elements.add(ValueFactory.newMap(Map.of(ValueFactory.newString("i"), ValueFactory.newInteger(i))));
        }
        byte[] message = pack(ValueFactory.newArray(elements));
        ElementScanner scanner = new MsgpackScanner();
        scanner.reset(message, message.length);
        int from = 0;
        for (int i = 0; i < first + count; i++) {
            assertThat(scanner.next()).isEqualTo(ElementScanner.ELEMENT);
            from = i == first ? scanner.start() : from;
        }
        int end = scanner.close(scanner.end());
        int start = scanner.open(from, count);
        assertThat(unpack(Arrays.copyOfRange(message, start, end)))
                .isEqualTo(ValueFactory.newArray(elements.subList(first, first + count)));
    }

    private static int scan(byte[] message, int length, List<Element> found) {
        ElementScanner scanner = new MsgpackScanner();
        scanner.reset(message, length);
        int previousEnd = 1;
        int step = scanner.next();
        while (step == ElementScanner.ELEMENT) {
            assertThat(scanner.start()).isGreaterThanOrEqualTo(previousEnd);
            assertThat(scanner.end()).isBetween(scanner.start() + 1, length);
            previousEnd = scanner.end();
            found.add(new Element(scanner.type().toString(), scanner.symbol().toString()));
            step = scanner.next();
        }
        assertThat(scanner.offset()).isBetween(0, length);
        return step;
    }

    private static byte[] message(Random random) {
        List<Value> elements = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            elements.add(map(random, 0));
        }
        return pack(ValueFactory.newArray(elements));
    }

    private static Value map(Random random, int depth) {
        ValueFactory.MapBuilder map = ValueFactory.newMapBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            map.put(ValueFactory.newString(KEYS[random.nextInt(KEYS.length)]), value(random, depth + 1));
        }
        return map.build();
    }

    private static Value value(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 10 : 12)) {
            case 0 -> ValueFactory.newNil();
            case 1 -> ValueFactory.newBoolean(random.nextBoolean());
            case 2 -> ValueFactory.newInteger(random.nextLong() >> random.nextInt(64));
            case 3 -> ValueFactory.newInteger(BigInteger.TWO.pow(63).add(BigInteger.valueOf(random.nextInt(100))));
            case 4 -> ValueFactory.newFloat(random.nextBoolean() ? random.nextFloat() : random.nextDouble());
            case 5 -> ValueFactory.newBinary(new byte[random.nextInt(3) * 200]);
            case 6 -> ValueFactory.newExtension((byte) 5, new byte[random.nextInt(20)]);
            case 7 -> ValueFactory.newTimestamp(Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)));
            case 8, 9 -> ValueFactory.newString(TEXTS[Math.min(random.nextInt(40) / 5, TEXTS.length - 1)]);
            case 10 -> map(random, depth);
            default -> {
                List<Value> list = new ArrayList<>();
                for (int i = random.nextInt(18); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield ValueFactory.newArray(list);
            }
        };
    }

    private static List<Element> read(byte[] message) {
        List<Element> elements = new ArrayList<>();
        for (Value element : unpack(message).asArrayValue()) {
            String type = "";
            String symbol = "";
            Value[] members = element.asMapValue().getKeyValueArray();
            for (int i = 0; i < members.length; i += 2) {
                boolean text = members[i + 1].isStringValue();
                type = text && members[i].toString().equals("T") ? members[i + 1].toString() : type;
                symbol = text && members[i].toString().equals("S") ? members[i + 1].toString() : symbol;
            }
            elements.add(new Element(type, symbol));
        }
        return elements;
    }

    private static boolean isArrayOfMaps(byte[] message) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(message)) {
            int size = unpacker.unpackArrayHeader();
            for (int i = 0; i < size; i++) {
                if (!unpacker.getNextFormat().getValueType().isMapType()) {
                    return false;
                }
                unpacker.skipValue();
            }
            return !unpacker.hasNext();
        } catch (IOException | MessagePackException e) {
            return false;
        }
    }

    private static byte[] pack(Value value) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packValue(value);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Value unpack(byte[] message) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(message)) {
            return unpacker.unpackValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
