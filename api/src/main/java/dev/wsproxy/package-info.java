// SPDX-License-Identifier: MIT
/**
 * The vocabulary that every part of the proxy shares: frame types, failures and their codes, credentials, states.
 */
@Export
@Version("1.1.0")
@NullMarked
package dev.wsproxy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
