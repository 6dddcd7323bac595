// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, as the build wrote it. */
final class LibraryVersion {
    static final String CURRENT = read();

    private LibraryVersion() {}

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in = LibraryVersion.class.getResourceAsStream("library.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("library.properties cannot be read", e);
        }
        return properties.getProperty("version", "unknown");
    }
}
