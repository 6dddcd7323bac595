// SPDX-License-Identifier: MIT
/**
 * The client's end of the shared-memory transport.
 *
 * <pre>
 *  {@link dev.wsproxy.transport.shm.client.ShmClientTransport}   found by ServiceLoader, or an OSGi service
 *    └─ ShmClientLink            one registration
 *         ├─ ControlSocket       the socket, and the selector in which idle() sleeps
 *         ├─ RequestQueue        what this client writes
 *         └─ Streams             what it reads
 *              ├─ ReplyStream    its replies; they say which connections to read
 *              └─ DataStream …   one per connection
 * </pre>
 *
 * <p>A thread of low priority opens and closes mappings, another one beats the heart of all links.
 */
@NullMarked
package dev.wsproxy.transport.shm.client;

import org.jspecify.annotations.NullMarked;
