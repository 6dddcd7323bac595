/** The content of a test bundle that uses Chronicle Queue. */
package dev.wsproxy.itests.chronicle;
