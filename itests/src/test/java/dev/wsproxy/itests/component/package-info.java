/** The content of a test bundle with a component that fails. */
package dev.wsproxy.itests.component;
