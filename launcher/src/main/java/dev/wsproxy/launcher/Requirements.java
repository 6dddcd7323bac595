// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.resource.Namespace;

/** Says in words what a bundle's manifest requires. */
final class Requirements {

    private static final Pattern AT_LEAST = Pattern.compile("version>=([^)]+)");
    private static final Pattern BELOW = Pattern.compile("!\\([^)]*version>=([^)]+)\\)");

    private Requirements() {}

    /** Tells whether a bundle cannot be wired without the requirement. */
    static boolean isMandatory(BundleRequirement requirement) {
        String resolution = requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE);
        String effective = requirement
                .getDirectives()
                .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE);
        boolean dynamic = PackageNamespace.RESOLUTION_DYNAMIC.equals(resolution);
        return !dynamic
                && !Constants.RESOLUTION_OPTIONAL.equals(resolution)
                && Namespace.EFFECTIVE_RESOLVE.equals(effective);
    }

    /** Returns for example {@code package a.b.c version [1.0,2.0), which no bundle exports}. */
    static String describeMissing(BundleRequirement requirement) {
        String filter = requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
        String namespace = requirement.getNamespace();
        return switch (namespace) {
            case PackageNamespace.PACKAGE_NAMESPACE ->
                "package " + nameAndVersion(namespace, filter) + ", which no bundle exports";
            case BundleNamespace.BUNDLE_NAMESPACE, HostNamespace.HOST_NAMESPACE ->
                "bundle " + nameAndVersion(namespace, filter) + ", which is not there";
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE ->
                "a Java runtime with " + filter + ", but this is Java "
                        + Runtime.version().feature();
            default -> "the capability " + namespace + " " + filter + ", which no bundle provides";
        };
    }

    private static String nameAndVersion(String namespace, String filter) {
        String name = firstMatch(Pattern.compile(Pattern.quote("(" + namespace) + "=([^)]+)\\)"), filter, filter);
        String lowest = firstMatch(AT_LEAST, filter, "");
        String below = firstMatch(BELOW, filter, "");
        if (lowest.isEmpty()) {
            return name;
        }
        return name + " version " + (below.isEmpty() ? lowest + " or higher" : "[" + lowest + "," + below + ")");
    }

    private static String firstMatch(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }
}
