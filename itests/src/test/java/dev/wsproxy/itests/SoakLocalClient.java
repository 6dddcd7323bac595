// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.Message;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A subscriber of trades over shared memory. */
final class SoakLocalClient implements SoakClient.Subscriber, ClientListener {
    private final Consumer<String> violations;
    private final TradeLedger ledger;
    private volatile long sleepUntilNs = System.nanoTime();
    private ProxyClient client;

    private SoakLocalClient(Consumer<String> violations) {
        this.violations = violations;
        ledger = new TradeLedger(violations);
    }

    /** Returns when it is subscribed. */
    static SoakLocalClient start(Path dir, Path home, String url, List<String> symbols, Consumer<String> violations) {
        SoakLocalClient soaked = new SoakLocalClient(violations);
        soaked.client = ProxyClient.builder("soak-" + ProcessHandle.current().pid())
                .directory(dir)
                .home(home)
                .listener(soaked)
                .connect();
        soaked.client
                .open(OpenOptions.url(url)
                        .credentials(Upstream.CREDENTIALS)
                        .timeout(Playground.DEADLINE)
                        .build())
                .subscribe("trades", symbols.toArray(String[]::new));
        return soaked;
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        long waitNs = sleepUntilNs - System.nanoTime();
        if (waitNs > 0) {
            LockSupport.parkNanos(waitNs);
        }
        for (JsonNode element : JsonMapper.shared().readTree(message.text())) {
            if (element.path("T").asString().equals("t")) {
                ledger.trade(element.path("S").asString(), element.path("i").asLong());
            }
        }
    }

    @Override
    public void onGap(Connection connection, Gap gap) {
        ledger.gap(gap);
    }

    @Override
    public void onClosed(Connection connection, Failure reason) {
        if (!reason.code().equals(ErrorCode.CLOSED)) {
            violations.accept("the connection was closed: " + reason);
        }
    }

    @Override
    public void onError(Connection connection, Failure failure) {
        if (failure.code() != ErrorCode.SLOW_CLIENT) { // a gap comes with that
            violations.accept("an error: " + failure);
        }
    }

    @Override
    public void onProxyDisconnected(Failure reason) {
        violations.accept("the proxy has gone: " + reason);
    }

    @Override
    public TradeLedger ledger() {
        return ledger;
    }

    @Override
    public void sleep(long ms) {
        sleepUntilNs = System.nanoTime() + ms * 1_000_000;
    }

    @Override
    public void close() {
        client.close();
    }
}
