// SPDX-License-Identifier: MIT
/**
 * The byte layouts between our client library and a transport.
 *
 * <p>All numbers are little-endian. A string is a 4-byte length in bytes followed by UTF-8. A list is a 4-byte count
 * followed by its elements. Every message begins with one byte that names it; what follows its last field is of a later version
 * and ignored. The layouts are versioned as a whole by {@link dev.wsproxy.wire.WireVersion}, which both ends compare at
 * registration.
 */
@Export
@Version("1.3.0")
@NullMarked
package dev.wsproxy.wire;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
