// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many start at once, some are killed meanwhile: at no time do two proxies serve one directory. */
@FaultArea("Start and stop")
@Timeout(1200)
class StartRacesFaultsIT {
    private static final int GAVE_WAY = 3;
    private static final int KILLED = 128 + 9;

    private final Random random = Chaos.random("races");

    @Test
    @Fault(
            value = "many proxies are started at once, by hand and by clients, and the one that serves is killed",
            expected =
                    "at no time two that serve; the others end with code 3 and say who serves; clients go on with the next")
    void oneServes(Seen seen) throws Exception {
        int killed = 0;
        int gaveWay = 0;
        try (ProxyPlace place = ProxyPlace.create();
                Listeners listeners = Listeners.watch(place.dir())) {
            for (int round = Chaos.either(2, 25); round > 0; round--) {
                gaveWay += race(place);
                killed++;
            }
            assertThat(listeners.most()).as("proxies that serve at once").isEqualTo(1);
            seen.add(
                    "%d killed, %d gave way, never more than one among %d samples",
                    killed, gaveWay, listeners.samples());
        }
    }

    /** @return how many gave way */
    private int race(ProxyPlace place) throws Exception {
        List<LaunchedProxy> byHand = new ArrayList<>();
        List<CompletableFuture<ProxyClient>> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                byHand.add(place.launch());
                clients.add(CompletableFuture.supplyAsync(place::connect));
            }
            long first = clients.get(0).get(60, TimeUnit.SECONDS).proxyPid();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
            ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
            List<ProxyClient> joined = new ArrayList<>();
            for (CompletableFuture<ProxyClient> client : clients) {
                joined.add(client.get(60, TimeUnit.SECONDS));
            }
            awaitOneProxy(joined, first);
            return gaveWay(byHand, joined.get(0).proxyPid());
        } finally {
            clients.forEach(client -> client.thenAccept(ProxyClient::close));
            for (LaunchedProxy proxy : byHand) {
                proxy.close();
            }
        }
    }

    private static void awaitOneProxy(List<ProxyClient> clients, long killed) {
        await("all clients are with one proxy")
                .atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(clients.stream().map(ProxyClient::proxyPid))
                        .doesNotContain(killed)
                        .containsOnly(clients.get(0).proxyPid()));
    }

    private static int gaveWay(List<LaunchedProxy> byHand, long serving) throws Exception {
        int count = 0;
        for (LaunchedProxy proxy : byHand) {
            if (proxy.process().pid() == serving) {
                continue;
            }
            int code = proxy.exitCode();
            assertThat(code).as(proxy.printed()).isIn(GAVE_WAY, KILLED);
            if (code == GAVE_WAY) {
                assertThat(proxy.printed())
                        .matches("wsproxy: another proxy \\(pid (\\d+|unknown)\\) already works on .*\\n");
                count++;
            }
        }
        return count;
    }

    @Test
    @Fault(
            value = "two proxies for one directory under two names, each with a state directory of its own",
            expected = "the second one ends with code 3 and names the first; clients find the first under both names")
    void twoNames(Seen seen) throws Exception {
        try (ProxyPlace place = ProxyPlace.create();
                Listeners listeners = Listeners.watch(place.dir())) {
            Path alias = Files.createSymbolicLink(place.root().resolve("alias"), place.root());
            Path other = place.root().resolve("state");
            try (ProxyClient client = place.connect();
                    LaunchedProxy second = LaunchedProxy.start(List.of(), alias.resolve("dir"), other)) {
                assertThat(second.exitCode()).as(second.printed()).isEqualTo(GAVE_WAY);
                assertThat(second.printed()).startsWith("wsproxy: another proxy (pid " + client.proxyPid() + ")");
                seen.add(second.printed().strip());
                ProxyPlace named = new ProxyPlace(place.root(), alias.resolve("dir"));
                try (ProxyClient sibling = named.connect()) {
                    assertThat(sibling.proxyPid()).isEqualTo(client.proxyPid());
                }
            }
            assertThat(listeners.most()).isEqualTo(1);
        }
    }

    /** Not to be closed: the playground is. */
    private static ProxyPlace at(Playground playground) {
        return new ProxyPlace(playground.dir(), playground.dir());
    }

    @Test
    @Fault(value = "wsproxy stop while a proxy is starting", expected = "stop waits until it answers, and ends it")
    void stopDuringAStart(Seen seen) throws Exception {
        try (Playground playground = Playground.open();
                LaunchedProxy proxy = at(playground).launch()) {
            await().atMost(Playground.DEADLINE)
                    .until(() -> Files.exists(at(playground).state().resolve("proxy.pid")));
            Signal.STOP.send(proxy.process().pid());
            Command stop = playground.command("stop");
            boolean early = stop.process().waitFor(3, TimeUnit.SECONDS);
            Signal.CONT.send(proxy.process().pid());
            assertThat(early).as("stop has ended: %s", stop.lines()).isFalse();
            assertThat(stop.exitCode()).as(stop.errors()).isZero();
            assertThat(stop.lines())
                    .containsExactly("stopped: pid=" + proxy.process().pid());
            seen.add("%s after it had been frozen amid its start", stop.lines().get(0));
        }
    }
}
