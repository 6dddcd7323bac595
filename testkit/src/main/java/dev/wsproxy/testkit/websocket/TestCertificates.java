// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of its own and certificates signed by it, made by the JDK's keytool in a folder of the test. */
public final class TestCertificates {
    private static final char[] PASSWORD = "not-a-secret".toCharArray();

    private final Path folder;
    private final Path authority;
    private int count;

    /** @param folder for key stores; a temporary one */
    public TestCertificates(Path folder) {
        this.folder = folder;
        this.authority = folder.resolve("authority.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-dname",
                "CN=Test Authority",
                "-ext",
                "bc:c=ca:true",
                "-keystore",
                authority.toString(),
                "-keyalg",
                "EC",
                "-validity",
                "3650");
    }

    /** The authority's certificate, as a PEM file. */
    public Path authorityPem() {
        Path pem = folder.resolve("authority.pem");
        keytool("-exportcert", "-rfc", "-alias", "ca", "-keystore", authority.toString(), "-file", pem.toString());
        return pem;
    }

    /** A certificate that is valid now. @param subject for instance {@code dns:localhost,ip:127.0.0.1} */
    public SSLContext server(String subject) {
        return server(subject, "-validity", "30");
    }

    /** A certificate that was valid until yesterday. */
    public SSLContext expiredServer(String subject) {
        return server(subject, "-startdate", "-30d", "-validity", "29");
    }

    /** A certificate that is valid now, and signed by itself. */
    public SSLContext selfSignedServer(String subject) {
        return make(subject);
    }

    private SSLContext server(String subject, String... validity) {
        List<String> options = new ArrayList<>(List.of("-signer", "ca"));
        options.addAll(List.of(validity));
        return make(subject, options.toArray(new String[0]));
    }

    private SSLContext make(String subject, String... options) {
        String name = "server-" + ++count;
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + subject,
                "-keystore",
                authority.toString(),
                "-keyalg",
                "EC"));
        arguments.addAll(List.of(options));
        keytool(arguments.toArray(new String[0]));
        return context(name);
    }

    private SSLContext context(String name) {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(in, PASSWORD);
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(own, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The certificate cannot be used", e);
        }
    }

    private static void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
        } catch (IOException e) {
            throw new IllegalStateException("keytool cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
