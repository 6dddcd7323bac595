/**
 * A WebSocket server on the JDK's sockets alone, for tests of what opens or carries WebSocket connections. A test writes
 * every byte that the server sends, so it can also send what no library would.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.wsproxy.testkit.websocket;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
