// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;

/** Writes the bundles that tests add to a runtime. */
final class TestBundle {

    private TestBundle() {}

    /** Writes a bundle of the activator's package, which imports what the package uses. */
    static void withActivator(Path jar, String symbolicName, Class<?> activator) throws Exception {
        write(
                jar,
                symbolicName,
                Map.of("Bundle-Activator", activator.getName(), "Private-Package", activator.getPackageName()));
    }

    /** Writes a bundle of the component's package, which imports what the package uses. */
    static void withComponent(Path jar, String symbolicName, Class<?> component) throws Exception {
        write(jar, symbolicName, Map.of("Private-Package", component.getPackageName()));
    }

    /** Writes a bundle with the given headers, in bnd's notation. */
    static void write(Path jar, String symbolicName, Map<String, String> headers) throws Exception {
        try (Builder builder = new Builder()) {
            builder.addClasspath(classes());
            builder.setProperty("Bundle-SymbolicName", symbolicName);
            builder.setProperty("Bundle-Version", "1.0.0");
            builder.setProperty("-resourceonly", "true");
            headers.forEach(builder::setProperty);
            try (Jar bundle = builder.build()) {
                if (!builder.getErrors().isEmpty()) {
                    throw new IllegalStateException(builder.getErrors().toString());
                }
                bundle.write(jar.toFile());
            }
        }
    }

    private static File classes() throws Exception {
        return Path.of(TestBundle.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toFile();
    }
}
