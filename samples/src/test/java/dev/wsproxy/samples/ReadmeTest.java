// SPDX-License-Identifier: MIT
package dev.wsproxy.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void showsTheCompiledSample() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/wsproxy/samples/QuickStart.java"));
        String body = source.substring(
                source.indexOf("// begin\n") + "// begin\n".length(), source.indexOf("        // end"));

        assertThat(Files.readString(Path.of("../README.md")))
                .contains("```java\n" + body.stripTrailing().stripIndent() + "\n```");
    }
}
