// SPDX-License-Identifier: MIT
/**
 * The control socket: a Unix-domain socket per client for registration, credentials, doorbells, and death, which is its end
 * of file however a process ended.
 *
 * <p>{@link dev.wsproxy.transport.shm.control.ControlAddress} is where it is,
 * {@link dev.wsproxy.transport.shm.control.ControlChannel} is one end of it, and
 * {@link dev.wsproxy.transport.shm.control.TransportMessage} is what travels on it besides {@code dev.wsproxy.wire}.
 */
@NullMarked
package dev.wsproxy.transport.shm.control;

import org.jspecify.annotations.NullMarked;
