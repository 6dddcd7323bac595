// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.matrix;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/** Makes a row of each test with {@link Fault}. */
final class FaultMatrix implements BeforeEachCallback, ParameterResolver, TestWatcher {
    private record Attempt(Seen seen, long sinceNs) {}

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(FaultMatrix.class);

    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

    @Override
    public void beforeEach(ExtensionContext context) {
        attempt(context);
        table(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Seen.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return attempt(context).seen;
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        add(context, Row.Outcome.HELD, null);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        add(context, Row.Outcome.BROKEN, cause);
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        add(context, Row.Outcome.SKIPPED, cause);
    }

    private Attempt attempt(ExtensionContext context) {
        return attempts.computeIfAbsent(context.getUniqueId(), id -> new Attempt(new Seen(), System.nanoTime()));
    }

    private void add(ExtensionContext context, Row.Outcome outcome, Throwable cause) {
        Attempt attempt = attempt(context);
        if (cause != null) {
            attempt.seen.add("%s", String.valueOf(cause.getMessage()));
        }
        Fault fault = context.getRequiredTestMethod().getAnnotation(Fault.class);
        if (fault != null) {
            table(context)
                    .add(new Row(
                            context.getRequiredTestClass()
                                    .getAnnotation(FaultArea.class)
                                    .value(),
                            fault.value().isEmpty() ? context.getDisplayName() : fault.value(),
                            fault.expected(),
                            outcome,
                            attempt.seen.text(),
                            Duration.ofNanos(System.nanoTime() - attempt.sinceNs)));
        }
    }

    private static FaultTable table(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(FaultTable.class, key -> new FaultTable(), FaultTable.class);
    }
}
