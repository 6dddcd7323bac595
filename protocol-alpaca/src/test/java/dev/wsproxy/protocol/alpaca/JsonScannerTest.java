// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    /** What the scanner says about one element. */
    record Found(String element, String type, String symbol) {}

    private static int lastStep;

    private static List<Found> scan(String message) {
        byte[] bytes = message.getBytes(UTF_8);
        ElementScanner scanner = new JsonScanner();
        scanner.reset(bytes, bytes.length);
        List<Found> found = new ArrayList<>();
        int step = scanner.next();
        while (step == ElementScanner.ELEMENT) {
            String element = new String(bytes, scanner.start(), scanner.end() - scanner.start(), UTF_8);
            found.add(new Found(
                    element, scanner.type().toString(), scanner.symbol().toString()));
            step = scanner.next();
        }
        lastStep = step;
        return found;
    }

    private static Found only(String element) {
        List<Found> found = scan("[" + element + "]");
        assertThat(lastStep).isEqualTo(ElementScanner.END);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).element()).isEqualTo(element);
        return found.get(0);
    }

    @Test
    void findsTheElementsOfAMixedMessage() {
        String trade = Requests.trade("AAPL", 628);
        String quote = Requests.element("q", "MSFT");
        assertThat(scan("[" + trade + "," + quote + "]"))
                .containsExactly(new Found(trade, "t", "AAPL"), new Found(quote, "q", "MSFT"));
        assertThat(lastStep).isEqualTo(ElementScanner.END);
    }

    @Test
    void findsNothingInAnEmptyArray() {
        assertThat(scan(" [ \n] ")).isEmpty();
        assertThat(lastStep).isEqualTo(ElementScanner.END);
    }

    @Test
    void takesWhiteSpaceAnywhere() {
        assertThat(scan(" [\t{ \"S\" : \"A\" ,\r\n\"T\":\"t\" } , {\"T\":\"q\"}\n] "))
                .extracting(Found::type, Found::symbol)
                .containsExactly(tuple("t", "A"), tuple("q", ""));
        assertThat(lastStep).isEqualTo(ElementScanner.END);
    }

    @Test
    void findsTheKeysInAnyOrder() {
        Found found = only("{\"p\":1.5,\"S\":\"AAPL\",\"c\":[\"@\"],\"T\":\"t\"}");
        assertThat(found.type()).isEqualTo("t");
        assertThat(found.symbol()).isEqualTo("AAPL");
    }

    @Test
    void doesNotTakeKeysOfNestedObjectsForItsOwn() {
        Found found = only(
                "{\"x\":{\"T\":\"q\",\"S\":\"NO\",\"y\":[{\"S\":\"NO\"}]},\"T\":\"t\",\"S\":\"YES\",\"z\":[[\"S\"]]}");
        assertThat(found.type()).isEqualTo("t");
        assertThat(found.symbol()).isEqualTo("YES");
    }

    @Test
    void doesNotTakeSimilarKeys() {
        Found found = only("{\"t\":\"q\",\"s\":\"NO\",\"TT\":\"NO\",\"SS\":\"NO\",\"\":\"NO\"}");
        assertThat(found.type()).isEmpty();
        assertThat(found.symbol()).isEmpty();
    }

    @Test
    void passesBracketsAndQuotesInsideStrings() {
        Found found = only("{\"m\":\"a \\\"}],{[\\\\\",\"T\":\"t\",\"S\":\"A]}\"}");
        assertThat(found.symbol()).isEqualTo("A]}");
    }

    @Test
    void resolvesEscapesInKeysAndValues() {
        Found found = only("{\"\\u0054\":\"\\u0074\",\"S\":\"BTC\\/USD\\u00e9\\ud83d\\ude00\\n\"}");
        assertThat(found.type()).isEqualTo("t");
        assertThat(found.symbol()).isEqualTo("BTC/USD\u00e9\ud83d\ude00\n");
    }

    @Test
    void replacesHalfASurrogatePair() {
        assertThat(only("{\"S\":\"\\ud800A\"}").symbol()).isEqualTo("\ufffdA");
        assertThat(only("{\"S\":\"\\ud800\\u0041\"}").symbol()).isEqualTo("\ufffdA");
        assertThat(only("{\"S\":\"\\udc00\\ud800\"}").symbol()).isEqualTo("\ufffd\ufffd");
        assertThat(only("{\"\\ud800\":1,\"S\":\"A\"}").symbol()).isEqualTo("A");
    }

    @Test
    void leavesTypeAndSymbolEmptyWhenTheyAreNoStrings() {
        Found found = only("{\"T\":7,\"S\":[\"AAPL\"]}");
        assertThat(found.type()).isEmpty();
        assertThat(found.symbol()).isEmpty();
    }

    @Test
    void doesNotCarryASymbolOverToTheNextElement() {
        assertThat(scan("[{\"T\":\"t\",\"S\":\"A\"},{}]"))
                .extracting(Found::type, Found::symbol)
                .containsExactly(tuple("t", "A"), tuple("", ""));
    }

    @Test
    void takesNestingOfSixtyFourLevelsAndNotMore() {
        only("{\"T\":\"t\",\"x\":" + "[".repeat(64) + "]".repeat(64) + "}");
        scan("[{\"x\":" + "[".repeat(65) + "]".repeat(65) + "}]");
        assertThat(lastStep).isEqualTo(ElementScanner.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "[",
                "[{",
                "[{}",
                "[{},",
                "[{},]",
                "[,{}]",
                "[{}{}]",
                "[1]",
                "[null]",
                "[[]]",
                "[\"a\"]",
                "[{}] x",
                "[{}]]",
                "[{\"a\"}]",
                "[{\"a\":}]",
                "[{\"a\":1,}]",
                "[{\"a\":1 2}]",
                "[{,}]",
                "[{a:1}]",
                "[{\"a\":[}]}]",
                "[{\"a\":{]}]",
                "[{\"a\":\"b]",
                "[{\"a\":\"b\\",
                "[{\"S\":\"\\x\"}]",
                "[{\"S\":\"\\u12\"}]",
                "[{\"S\":\"\\u12G4\"}]",
                "[{\"a\":\u00e9}]"
            })
    void callsMalformedWhatIsNoArrayOfObjects(String message) {
        scan(message);
        assertThat(lastStep).isEqualTo(ElementScanner.MALFORMED);
    }

    @Test
    void findsTheElementsBeforeTheDamage() {
        assertThat(scan("[{\"T\":\"t\",\"S\":\"A\"},{\"T\":"))
                .extracting(Found::symbol)
                .containsExactly("A");
        assertThat(lastStep).isEqualTo(ElementScanner.MALFORMED);
    }
}
