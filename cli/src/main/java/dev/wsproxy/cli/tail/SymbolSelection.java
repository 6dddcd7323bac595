// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.tail;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code CHANNEL=SYM,SYM}. */
record SymbolSelection(String channel, List<String> symbols) {
    static final class Converter implements ITypeConverter<SymbolSelection> {
        @Override
        public SymbolSelection convert(String text) {
            int equals = text.indexOf('=');
            List<String> symbols = Arrays.stream(text.substring(equals + 1).split(","))
                    .map(String::strip)
                    .filter(symbol -> !symbol.isEmpty())
                    .toList();
            if (equals < 1 || symbols.isEmpty()) {
                throw new TypeConversionException(
                        "'" + text + "' is not CHANNEL=SYM,SYM, for instance trades=AAPL,MSFT");
            }
            return new SymbolSelection(text.substring(0, equals), symbols);
        }
    }
}
