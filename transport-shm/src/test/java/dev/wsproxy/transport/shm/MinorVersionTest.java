// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.NotUnderstood;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.StatusQuery;
import dev.wsproxy.wire.StatusReply;
import dev.wsproxy.wire.WireVersion;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client of a later minor version sends, byte by byte as docs/wire-layouts.md says. */
@Timeout(60)
class MinorVersionTest {
    private Path directory;
    private ShmTransport transport;

    @BeforeEach
    void start() throws Exception {
        directory = SharedMemory.directory();
        transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        transport.start(new ScriptedHost());
    }

    @AfterEach
    void stop() throws Exception {
        transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "the test ends"));
        FileTree.delete(directory);
    }

    @Test
    void isServedAsFarAsThisVersionGoes() throws Exception {
        int later = WireVersion.of(WireVersion.MAJOR, WireVersion.MINOR + 7);
        ByteBuffer hello = longer(new Hello(later, false, 1, "later", "9.9.9").encode());
        try (RawClient client = RawClient.register(directory, hello)) {
            client.write(ByteBuffer.wrap(new byte[] {120, 1, 2, 3})); // a transport's own, that this one can do without
            client.write(ByteBuffer.wrap(new byte[] {60, 1, 2, 3}));

            NotUnderstood answer = (NotUnderstood) Reply.decode(client.read());
            assertThat(answer.messageId()).isEqualTo(60);
            assertThat(answer.failure().code()).isEqualTo(ErrorCode.UNSUPPORTED);
            assertThat(answer.failure().reason()).contains("version " + WireVersion.text(WireVersion.CURRENT));

            client.write(longer(new StatusQuery(17).encode()));
            assertThat(((StatusReply) Reply.decode(client.read())).correlationId())
                    .isEqualTo(17);
        }
    }

    private static ByteBuffer longer(ByteBuffer message) {
        return ByteBuffer.allocate(message.remaining() + 3)
                .put(message)
                .put(new byte[] {9, 9, 9})
                .flip();
    }
}
