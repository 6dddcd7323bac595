// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaunchOptionsTest {

    @Test
    void readsTheThreePathsAndTheOverrides() {
        LaunchOptions options = LaunchOptions.parse(
                "--home", "/h", "--set", "a=1=2", "--dir", "/d", "--state", "/s/../t", "--set", "b=");
        assertThat(options)
                .isEqualTo(new LaunchOptions(Path.of("/h"), Path.of("/d"), Path.of("/t"), Map.of("a", "1=2", "b", "")));
    }

    @Test
    void namesTheArgumentThatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchOptions.parse("--home", "/h", "--state", "/s"))
                .withMessage("--dir is missing");
    }

    @Test
    void namesTheArgumentThatHasNoValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchOptions.parse("--home"))
                .withMessage("--home needs a value");
    }

    @Test
    void namesTheArgumentThatItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchOptions.parse("--hoem", "/h"))
                .withMessage("unknown argument --hoem");
    }

    @Test
    void refusesAnOverrideWithoutAKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchOptions.parse("--set", "=1"))
                .withMessage("--set needs key=value, not =1");
    }
}
