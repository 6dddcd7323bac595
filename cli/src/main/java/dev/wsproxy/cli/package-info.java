/**
 * The {@code wsproxy} command: {@link dev.wsproxy.cli.Main} parses, one class per subcommand acts. Results go to
 * standard output, everything else to standard error; a failure is one line with its code, never a stack trace unless
 * asked for.
 */
@NullMarked
package dev.wsproxy.cli;

import org.jspecify.annotations.NullMarked;
