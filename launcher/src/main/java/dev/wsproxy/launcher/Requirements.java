// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.util.Optional;
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

    private static final Pattern JAVA = Pattern.compile("\\(osgi\\.ee=JavaSE\\)\\(version=(\\d+)\\)");
    private static final Pattern BOUND = Pattern.compile("(!?)\\([a-z-]*version([<>])=([^)]+)\\)");

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
                firstMatch(JAVA, filter).map("Java "::concat).orElse("a Java runtime with " + filter)
                        + ", but this is Java " + Runtime.version().feature();
            default -> "the capability " + namespace + " " + filter + ", which no bundle provides";
        };
    }

    private static String nameAndVersion(String namespace, String filter) {
        Pattern name = Pattern.compile(Pattern.quote("(" + namespace) + "=([^)]+)\\)");
        return firstMatch(name, filter).orElse(filter) + versionRange(filter);
    }

    /** Returns the bounds in a filter as the manifest would say them; a bound that is excluded is written as a negation. */
    private static String versionRange(String filter) {
        String lower = "";
        String upper = "";
        for (Matcher bound = BOUND.matcher(filter); bound.find(); ) {
            boolean negated = !bound.group(1).isEmpty();
            boolean lowerBound = bound.group(2).equals(">") != negated;
            if (lowerBound) {
                lower = (negated ? "(" : "[") + bound.group(3);
            } else {
                upper = bound.group(3) + (negated ? ")" : "]");
            }
        }
        if (lower.isEmpty()) {
            return "";
        }
        return " version " + (upper.isEmpty() ? lower.substring(1) + " or higher" : lower + "," + upper);
    }

    private static Optional<String> firstMatch(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).findFirst();
    }
}
