// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version, as the build wrote it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("cli.properties")) {
            if (in != null) {
                properties.load(in);
            }
        }
        return new String[] {
            "wsproxy " + properties.getProperty("version", "unknown") + ", Java " + System.getProperty("java.version")
        };
    }
}
