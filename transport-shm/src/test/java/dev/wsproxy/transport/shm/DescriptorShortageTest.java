// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a process does that may open no more files; it is one of its own. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class DescriptorShortageTest {
    private static final int DESCRIPTORS = 200;

    private Path directory;

    @BeforeEach
    void create() throws IOException {
        directory = SharedMemory.directory();
    }

    @AfterEach
    void delete() throws IOException {
        FileTree.delete(directory);
    }

    @Test
    void aProxyWarnsOnceAndAcceptsWhoHasWaitedWhenItCan() throws Exception {
        try (OtherJvm proxy = program("accept")) {
            assertThat(proxy.line()).as("warnings").isEqualTo("1");
            assertThat(proxy.line()).isEqualTo("late");
        }
    }

    @Test
    void aClientThatCannotFindOutWhetherAProxyListensDoesNotSayThatNoneDoes() throws Exception {
        try (OtherJvm client = program("connect")) {
            for (int free = 0; free < 2; free++) {
                assertThat(client.line()).as("with %s free", free).isEqualTo(ErrorCode.BAD_DIRECTORY + ", 0 left open");
            }
        }
    }

    private OtherJvm program(String part) throws IOException {
        return OtherJvm.startWithDescriptors(DESCRIPTORS, DescriptorShortageProgram.class, part, directory);
    }
}
