// SPDX-License-Identifier: MIT
/** {@code wsproxy account}: whose keys the proxy holds for programs that have a local token only. */
@NullMarked
package dev.wsproxy.cli.account;

import org.jspecify.annotations.NullMarked;
