/** {@code wsproxy tail}: a client that prints what it receives. */
@NullMarked
package dev.wsproxy.cli.tail;

import org.jspecify.annotations.NullMarked;
