/**
 * Finds the proxy of a directory, or starts one and waits until it answers.
 *
 * <pre>
 *  ProxyFinder ──attempt──▶ ClientTransport
 *      │ nobody answers, under the SpawnLock
 *      └─▶ ProxyStarter ──▶ ProxyProcess (detached)
 * </pre>
 */
@NullMarked
package dev.wsproxy.client.start;

import org.jspecify.annotations.NullMarked;
