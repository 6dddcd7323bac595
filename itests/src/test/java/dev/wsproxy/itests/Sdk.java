// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Alpaca's SDKs in other languages, each with a program that uses it, in {@code src/test/sdk}. */
enum Sdk {
    ALPACA_PY("python", Toolchain.PYTHON, "alpaca-py") {
        @Override
        List<List<String>> installation() {
            return List.of(
                    List.of("python3", "-m", "venv", "venv"),
                    List.of(
                            "venv/bin/python",
                            "-m",
                            "pip",
                            "install",
                            "--only-binary=:all:",
                            "-r",
                            "requirements.txt"));
        }

        @Override
        List<String> command() {
            return List.of("venv/bin/python", "stream.py");
        }
    },
    ALPACA_GO("go", Toolchain.GO, "alpaca-trade-api-go") {
        @Override
        List<List<String>> installation() {
            return List.of(List.of("go", "build", "-o", "stream", "."));
        }

        @Override
        List<String> command() {
            return List.of("./stream");
        }
    },
    ALPACA_JS_3("node3", Toolchain.NODE, "alpaca-trade-api-js 3") {
        @Override
        List<List<String>> installation() {
            return NPM;
        }

        @Override
        List<String> command() {
            return List.of("node", "stream.js");
        }
    },
    ALPACA_JS_4("node4", Toolchain.NODE, "alpaca-trade-api-js 4") {
        @Override
        List<List<String>> installation() {
            return NPM;
        }

        @Override
        List<String> command() {
            return List.of("node", "stream.mjs");
        }
    };

    private static final List<List<String>> NPM =
            List.of(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));

    private final String folder;
    private final Toolchain toolchain;
    private final String title;

    Sdk(String folder, Toolchain toolchain, String title) {
        this.folder = folder;
        this.toolchain = toolchain;
        this.title = title;
    }

    /** The commands that install it, one after the other, in its folder below {@code target}. */
    abstract List<List<String>> installation();

    /** Runs its program there. */
    abstract List<String> command();

    Toolchain toolchain() {
        return toolchain;
    }

    Path source() {
        return Path.of("src/test/sdk", folder).toAbsolutePath();
    }

    Path target() {
        return Path.of("target/sdk", folder).toAbsolutePath();
    }

    /** Whether its toolchain is there; says so, where whoever runs the tests sees it, when it is not. */
    boolean isAvailable() {
        Optional<String> lack = lack();
        lack.ifPresent(System.out::println);
        return lack.isEmpty();
    }

    /** Installs those whose toolchain is there. */
    static void installAvailable() throws IOException {
        for (Sdk sdk : values()) {
            if (sdk.isAvailable()) {
                sdk.install();
            }
        }
    }

    /** Installs it, unless it is; skips the test when its toolchain is not there. */
    void require() throws IOException {
        assumeTrue(isAvailable(), () -> lack().orElseThrow());
        install();
    }

    void install() throws IOException {
        SdkInstallation.of(this).ensure();
    }

    private Optional<String> lack() {
        return toolchain.lack().map(why -> why + ": the tests with " + title + " are skipped");
    }

    /**
     * Starts its program.
     *
     * @param stream {@code stocks}, {@code orderbooks}, {@code options}, {@code news} or {@code account}, whose symbols are
     *     names of streams
     */
    SdkProcess start(String endpoint, String stream, String... symbols) throws IOException {
        return SdkProcess.start(this, endpoint, stream, List.of(symbols));
    }
}
