// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.BundleActivator;

/** A runtime home made of bundles that a test writes itself. */
final class TestHome {

    private final Path home;

    TestHome(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("conf"));
        Files.createDirectories(home.resolve("bundles"));
        properties("org.osgi.framework.startlevel.beginning=99");
    }

    TestHome properties(String... lines) throws IOException {
        Files.write(home.resolve("conf/framework.properties"), List.of(lines));
        return this;
    }

    /** Adds a bundle without code to {@code bundles/FOLDER/NAME.jar}. */
    TestHome bundle(String folder, String name, Map<String, String> headers) throws IOException {
        try (JarOutputStream jar = open(folder, name, headers)) {
            jar.finish();
        }
        return this;
    }

    /** Adds a bundle whose activator is a top-level class of these tests. */
    TestHome bundle(String folder, String name, Class<? extends BundleActivator> activator) throws IOException {
        Map<String, String> headers = Map.of(
                "Bundle-Activator",
                activator.getName(),
                "Import-Package",
                "org.osgi.framework",
                "Export-Package",
                name);
        String classFile = activator.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = open(folder, name, headers);
                InputStream bytes = activator.getClassLoader().getResourceAsStream(classFile)) {
            jar.putNextEntry(new JarEntry(classFile));
            bytes.transferTo(jar);
            jar.closeEntry();
        }
        return this;
    }

    /** Adds a jar that is no bundle. */
    TestHome plainJar(String folder, String name) throws IOException {
        Path directory = Files.createDirectories(home.resolve("bundles").resolve(folder));
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(directory.resolve(name + ".jar")), new Manifest())) {
            jar.finish();
        }
        return this;
    }

    /** Returns options on this home with a directory and a state below the given one. */
    LaunchOptions options(Path work) {
        return new LaunchOptions(home, work.resolve("dir"), work.resolve("state"), Map.of());
    }

    private JarOutputStream open(String folder, String name, Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", name);
        attributes.putValue("Bundle-Version", "1.0.0");
        headers.forEach(attributes::putValue);
        Path directory = Files.createDirectories(home.resolve("bundles").resolve(folder));
        OutputStream file = Files.newOutputStream(directory.resolve(name + ".jar"));
        return new JarOutputStream(file, manifest);
    }
}
