// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FailureException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
