// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.ClientTransport;
import dev.wsproxy.wire.Hello;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The transport on the class path of these tests; nobody answers over it. */
public final class CountedTransport implements ClientTransport {
    static final AtomicInteger MADE = new AtomicInteger();

    public CountedTransport() {
        MADE.incrementAndGet();
    }

    @Override
    public String name() {
        return "counted";
    }

    @Override
    public ClientLink connect(Path directory, Hello hello) {
        throw new FailureException(Failure.of(ErrorCode.NOT_RUNNING, "nobody answers"));
    }
}
