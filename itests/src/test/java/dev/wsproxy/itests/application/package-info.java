// SPDX-License-Identifier: MIT
/** An application as a bundle. */
package dev.wsproxy.itests.application;
