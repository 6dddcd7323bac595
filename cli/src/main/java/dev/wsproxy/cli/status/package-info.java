/** {@code wsproxy status}, for people and as JSON. */
@NullMarked
package dev.wsproxy.cli.status;

import org.jspecify.annotations.NullMarked;
