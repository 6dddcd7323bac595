/**
 * Contract tests: extend the one for your kind of plugin, give it an instance, and it says what the proxy relies on.
 */
@Export
@Version("1.2.0")
@NullMarked
package dev.wsproxy.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
