// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The scanner against a full JSON parser, and against damage. */
class JsonScannerPropertyTest {
    private static final JsonFactory JSON = JsonFactory.builder().build();
    private static final String[] TEXTS = {
        "t",
        "q",
        "AAPL",
        "BRK.B",
        "BTC\\/USD",
        "\\u0041",
        "\\\"",
        "\\\\",
        "}],[{",
        "",
        "caf\u00e9",
        "\\ud83d\\ude00",
        "\u20ac"
    };
    private static final String[] KEYS = {"T", "S", "i", "p", "c", "\\u0053", "x y", "TT", ""};
    private static final String[] SCALARS = {"0", "-1.5e-7", "52983525033527", "true", "false", "null"};

    record Element(String type, String symbol) {}

    @Property(tries = 10000)
    void findsWhatAFullParserFinds(@ForAll long seed) {
        byte[] message = message(new Random(seed)).getBytes(UTF_8);
        List<Element> scanned = new ArrayList<>();
        assertThat(scan(message, scanned)).isEqualTo(ElementScanner.END);
        assertThat(scanned).isEqualTo(parse(message));
    }

    @Property(tries = 10000)
    void endsOnDamagedMessages(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] message = message(random).getBytes(UTF_8);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
        }
        List<Element> scanned = new ArrayList<>();
        int step = scan(message, scanned);
        assertThat(step).isIn(ElementScanner.END, ElementScanner.MALFORMED);
        if (step == ElementScanner.MALFORMED) {
            assertThat(isValid(message))
                    .as("a valid message was called malformed")
                    .isFalse();
        }
    }

    @Property(tries = 10000)
    void callsEveryTruncationMalformed(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] message = message(random).strip().getBytes(UTF_8);
        byte[] cut = Arrays.copyOf(message, random.nextInt(message.length));
        assertThat(scan(cut, new ArrayList<>())).isEqualTo(ElementScanner.MALFORMED);
    }

    @Property(tries = 10000)
    void endsOnRandomBytes(@ForAll byte[] message) {
        assertThat(scan(message, new ArrayList<>())).isIn(ElementScanner.END, ElementScanner.MALFORMED);
    }

    @Property(tries = 10000)
    void endsOnRandomTokens(@ForAll long seed) {
        Random random = new Random(seed);
        String[] tokens = {"[", "]", "{", "}", ",", ":", "\"", "\\", "\"T\"", "\"S\"", "\"a\"", "1", " ", "\\u00"};
        StringBuilder message = new StringBuilder(random.nextBoolean() ? "[{\"T\":" : "");
        for (int i = random.nextInt(30); i > 0; i--) {
            message.append(tokens[random.nextInt(tokens.length)]);
        }
        byte[] bytes = message.toString().getBytes(UTF_8);
        assertThat(scan(bytes, new ArrayList<>())).isIn(ElementScanner.END, ElementScanner.MALFORMED);
    }

    private static int scan(byte[] message, List<Element> found) {
        ElementScanner scanner = new JsonScanner();
        scanner.reset(message, message.length);
        int previousEnd = 0;
        int step = scanner.next();
        while (step == ElementScanner.ELEMENT) {
            assertThat(scanner.start()).as("the scanner goes forward").isGreaterThan(previousEnd - 1);
            assertThat(scanner.end()).isBetween(scanner.start() + 2, message.length);
            previousEnd = scanner.end();
            found.add(new Element(scanner.type().toString(), scanner.symbol().toString()));
            step = scanner.next();
        }
        assertThat(scanner.offset()).isBetween(0, message.length);
        return step;
    }

    private static List<Element> parse(byte[] message) {
        List<Element> elements = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), message)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                String type = "";
                String symbol = "";
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                    type = text && name.equals("T") ? parser.getString() : type;
                    symbol = text && name.equals("S") ? parser.getString() : symbol;
                    parser.skipChildren();
                }
                elements.add(new Element(type, symbol));
            }
        }
        return elements;
    }

    private static boolean isValid(byte[] message) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), message)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return false;
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                parser.skipChildren();
            }
            return parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static String message(Random random) {
        List<String> elements = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            elements.add(object(random, 0));
        }
        return space(random) + "[" + space(random) + String.join(space(random) + "," + space(random), elements)
                + space(random) + "]" + space(random);
    }

    private static String object(Random random, int depth) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            String key = KEYS[random.nextInt(KEYS.length)];
            members.add("\"" + key + "\"" + space(random) + ":" + space(random) + value(random, depth + 1));
        }
        return "{" + space(random) + String.join(space(random) + ",", members) + space(random) + "}";
    }

    private static String value(Random random, int depth) {
        return switch (depth > 4 ? random.nextInt(2) : random.nextInt(5)) {
            case 0 -> SCALARS[random.nextInt(SCALARS.length)];
            case 1, 2 -> "\"" + TEXTS[random.nextInt(TEXTS.length)] + "\"";
            case 3 -> object(random, depth);
            default -> "[" + value(random, depth + 1) + "," + space(random) + value(random, depth + 1) + "]";
        };
    }

    private static String space(Random random) {
        return random.nextInt(4) == 0 ? " \t\r\n".substring(random.nextInt(4)) : "";
    }
}
