/** The content of a test bundle that ends the proxy. */
package dev.wsproxy.itests.stopping;
