// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FailureException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreFileTest {
    @TempDir
    Path folder;

    private KeyStoreFile file;

    @BeforeEach
    void makeOne() throws Exception {
        EndpointCertificate certificate = new EndpointCertificate(folder.resolve("tls"));
        certificate.prepare();
        file = certificate.keyStore();
    }

    @Test
    void opensAndKeepsItsPasswordToItself() throws Exception {
        KeyStoreFile.Opened opened = file.open();

        assertThat(opened.password()).isEqualTo(Files.readString(file.passwordFile()));
        assertThat(opened.toString()).doesNotContain(opened.password()).contains("CN=wsproxy");
    }

    @Test
    void saysThatThePasswordIsWrongWithoutSayingIt() throws Exception {
        Files.writeString(file.passwordFile(), "wrong-password\n");

        assertThatThrownBy(file::open)
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(file.path().toString())
                .hasMessageContaining(file.passwordFile().toString())
                .hasMessageNotContaining("wrong-password");
    }

    @Test
    void refusesFilesThatOthersCanRead() throws Exception {
        Files.setPosixFilePermissions(file.passwordFile(), PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(file::open)
                .hasMessageContaining("is open to other users")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void keepsThePasswordToItselfBeforeItIsTriedToo() throws Exception {
        assertThat(file.content().toString())
                .contains("password=****")
                .doesNotContain(Files.readString(file.passwordFile()));
    }

    /** Whoever opened a pipe that nobody writes to would wait for ever. */
    @Test
    @Timeout(60)
    void opensRegularFilesOnly() throws Exception {
        Path pipe = folder.resolve("pipe");
        Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);

        for (Path each : new Path[] {pipe, link}) {
            assertThatThrownBy(() -> new KeyStoreFile(each, "PKCS12", file.passwordFile()).open())
                    .hasMessage("TLS_FAILED: " + each + " cannot be used: it is not a regular file");
            assertThatThrownBy(() -> new KeyStoreFile(file.path(), "PKCS12", each).open())
                    .hasMessage("TLS_FAILED: " + each + " cannot be used: it is not a regular file");
        }
    }

    @Test
    void readsNoMoreThanAKeyStoreCanBe() throws Exception {
        try (RandomAccessFile grown = new RandomAccessFile(file.path().toFile(), "rw")) {
            grown.setLength((1 << 20) + 1);
        }

        assertThatThrownBy(file::open)
                .hasMessage("TLS_FAILED: " + file.path() + " cannot be used: it is larger than 1048576 bytes");
    }

    @Test
    void looksAtTheFileBehindALink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file.path());
        KeyStoreFile linked = new KeyStoreFile(link, file.type(), file.passwordFile());

        assertThat(linked.open().certificate()).isEqualTo(file.open().certificate());
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw----r--"));
        assertThatThrownBy(linked::open).hasMessageContaining("is open to other users");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        Path nowhere = folder.resolve("nowhere.p12");
        assertThatThrownBy(() -> new KeyStoreFile(nowhere, "PKCS12", file.passwordFile()).open())
                .hasMessageContaining(nowhere.toString())
                .hasMessageContaining("NoSuchFile");
        assertThatThrownBy(() -> new KeyStoreFile(file.path(), "NONSENSE", file.passwordFile()).open())
                .hasMessageContaining("NONSENSE");

        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        char[] password = file.open().password().toCharArray();
        try (OutputStream out = Files.newOutputStream(file.path())) {
            empty.store(out, password);
        }
        assertThatThrownBy(file::open).hasMessageContaining("no private key");
    }
}
