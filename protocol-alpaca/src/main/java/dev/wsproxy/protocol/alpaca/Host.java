// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whose machine a URL names.
 *
 * @param name in lower case; empty when the URL names none
 */
record Host(String name) {
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

    static Host of(URI url) {
        return new Host(url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT));
    }

    boolean isAlpaca() {
        return name.endsWith(".alpaca.markets");
    }

    boolean isThisMachine() {
        return name.equals("localhost")
                || name.equals("[::1]")
                || LOOPBACK.matcher(name).matches();
    }
}
