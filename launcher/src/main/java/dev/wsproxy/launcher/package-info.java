/**
 * Starts the OSGi framework of a runtime home and ends it cleanly. A plain class-path program that knows none of the
 * bundles it installs; the command and the client library start {@link dev.wsproxy.launcher.Main} as a process, tests
 * use {@link dev.wsproxy.launcher.Launcher} in their own JVM.
 */
@NullMarked
package dev.wsproxy.launcher;

import org.jspecify.annotations.NullMarked;
