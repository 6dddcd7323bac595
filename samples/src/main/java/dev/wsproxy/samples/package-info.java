/** Quick starts, as short as they can be. */
@NullMarked
package dev.wsproxy.samples;

import org.jspecify.annotations.NullMarked;
