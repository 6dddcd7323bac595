// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static dev.wsproxy.broker.TestBench.URL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.runtime.SpawnLock;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LifetimeTest {
    private static final Duration GENEROUS = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private TestBench lingering(Duration linger) {
        return TestBench.ready(directory, BrokerSettings.DEFAULT.withLinger(linger));
    }

    @Test
    void endsWhenItHadNoClientsForTheLingerTime() {
        TestBench bench = lingering(Duration.ofSeconds(60));
        FakeClient client = bench.transport.join("one");
        bench.pass(Duration.ofMinutes(10));
        client.leave();
        bench.pass(Duration.ofMillis(59_999));
        assertThat(bench.ended).hasValue(0);
        assertThat(bench.transport.quiesced).isFalse();
        bench.pass(Duration.ofMillis(1));
        assertThat(bench.ended).hasValue(1);
        assertThat(bench.transport.quiesced).isTrue();
    }

    @Test
    void countsFromTheLastClient() {
        TestBench bench = lingering(Duration.ofSeconds(60));
        bench.transport.join("one").leave();
        bench.pass(Duration.ofSeconds(59));
        bench.transport.join("two").leave();
        bench.pass(Duration.ofSeconds(59));
        assertThat(bench.ended).hasValue(0);
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.ended).hasValue(1);
    }

    @Test
    void endsWhenNobodyEverCame() {
        TestBench bench = lingering(Duration.ofSeconds(60));
        bench.pass(Duration.ofSeconds(59));
        assertThat(bench.ended).hasValue(0);
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.ended).hasValue(1);
    }

    @Test
    void withoutLingeringItEndsWithItsLastClientButWaitsForTheFirst() {
        TestBench bench = lingering(Duration.ZERO);
        bench.pass(Duration.ofSeconds(9));
        assertThat(bench.ended).hasValue(0);
        bench.transport.join("one").leave();
        bench.broker.tick();
        assertThat(bench.ended).hasValue(1);
    }

    @Test
    void neverEndsWhenToldToStay() {
        TestBench bench = lingering(BrokerSettings.NEVER);
        bench.transport.join("one").leave();
        for (int i = 0; i < 10; i++) {
            bench.pass(Duration.ofDays(365));
        }
        assertThat(bench.ended).hasValue(0);
    }

    @Test
    void followsAChangeOfTheLingerTime() {
        TestBench bench = lingering(BrokerSettings.NEVER);
        bench.pass(Duration.ofMinutes(5));
        bench.broker.settings(BrokerSettings.DEFAULT);
        bench.broker.tick();
        assertThat(bench.ended).hasValue(1);
    }

    @Test
    void letsNobodyInWhenItHasDecidedToEnd() {
        TestBench bench = lingering(Duration.ofSeconds(60));
        AtomicBoolean refused = new AtomicBoolean();
        bench.transport.onQuiesce = () -> {
            assertThatThrownBy(() -> bench.transport.join("late"))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("the proxy is ending; connect again and a new one is started");
            refused.set(true);
        };
        bench.pass(Duration.ofSeconds(60));
        assertThat(refused).isTrue();
    }

    @Test
    void decidesUnderTheSpawnLock() {
        TestBench bench = lingering(Duration.ofSeconds(60));
        AtomicBoolean held = new AtomicBoolean();
        bench.transport.onQuiesce = () -> held.set(isLocked());
        bench.pass(Duration.ofSeconds(60));
        assertThat(held).isTrue();
        assertThat(isLocked()).isFalse();
    }

    private boolean isLocked() {
        Path file = new RuntimeDirectory(directory).spawnLock();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.tryLock();
            return false;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void looksAgainUnderTheLockAndStaysIfSomebodyCame() throws Exception {
        TestBench bench = lingering(Duration.ofSeconds(60));
        Thread[] ending = new Thread[1];
        bench.endThread = task -> {
            ending[0] = new Thread(task);
            ending[0].start();
        };
        FakeClient client = SpawnLock.hold(new RuntimeDirectory(directory), GENEROUS, () -> {
                    bench.pass(Duration.ofSeconds(60));
                    await().atMost(GENEROUS).until(() -> ending[0].getState() == Thread.State.TIMED_WAITING);
                    return bench.transport.join("just in time");
                })
                .orElseThrow();
        ending[0].join();
        assertThat(bench.ended).hasValue(0);
        assertThat(bench.transport.quiesced).isFalse();

        client.leave();
        bench.pass(Duration.ofSeconds(60));
        ending[0].join();
        assertThat(bench.ended).hasValue(1);
    }

    @Test
    void decidesOnlyOnceAtATime() throws Exception {
        TestBench bench = lingering(Duration.ofSeconds(60));
        int[] decisions = {0};
        bench.endThread = task -> decisions[0]++;
        bench.pass(Duration.ofSeconds(60));
        bench.pass(Duration.ofSeconds(60));
        assertThat(decisions[0]).isEqualTo(1);
    }

    @Test
    void letsInWhoHoldsTheLockBeforeItEndsOnRequest() throws Exception {
        TestBench bench = lingering(Duration.ofSeconds(60));
        Thread[] ending = new Thread[1];
        bench.endThread = task -> {
            ending[0] = new Thread(task);
            ending[0].start();
        };
        FakeClient client = SpawnLock.hold(new RuntimeDirectory(directory), GENEROUS, () -> {
                    bench.transport.host.stop();
                    await().atMost(GENEROUS).until(() -> ending[0].getState() == Thread.State.TIMED_WAITING);
                    return bench.transport.join("it has started this proxy");
                })
                .orElseThrow();
        ending[0].join();
        assertThat(client).isNotNull();
        assertThat(bench.ended).hasValue(1);
        assertThat(bench.transport.quiesced).isTrue();
        assertThat(bench.transport.stopped.code()).isEqualTo(ErrorCode.PROXY_STOPPING);
        assertThat(bench.broker.status().clients()).isEmpty();
    }

    @Test
    void turnsNobodyAwayWhileSomebodyHoldsTheLock() throws Exception {
        TestBench bench = lingering(Duration.ofSeconds(60));
        bench.endThread = task -> {
            Thread ending = new Thread(task);
            ending.start();
            try {
                ending.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        SpawnLock.hold(new RuntimeDirectory(directory), GENEROUS, () -> {
            bench.pass(Duration.ofSeconds(60));
            return true;
        });
        assertThat(bench.ended).hasValue(0);
        bench.broker.tick();
        assertThat(bench.ended).hasValue(1);
    }

    @Test
    void endsOnRequestEvenWhenTheLockIsNeverFree() throws Exception {
        TestBench bench = lingering(Duration.ofSeconds(60));
        Thread[] ending = new Thread[1];
        bench.endThread = task -> {
            ending[0] = new Thread(task);
            ending[0].start();
        };
        SpawnLock.hold(new RuntimeDirectory(directory), GENEROUS, () -> {
            bench.transport.host.stop();
            ending[0].join();
            return true;
        });
        assertThat(bench.ended).hasValue(1);
        assertThat(bench.transport.quiesced).isTrue();
    }

    @Test
    void endsEvenWhenTheDirectoryHasGone() {
        directory = directory.resolve("gone");
        TestBench bench = lingering(Duration.ofSeconds(60));
        bench.pass(Duration.ofSeconds(60));
        assertThat(bench.ended).hasValue(1);
    }

    @Test
    void endsOnRequestAndTellsItsClients() {
        TestBench bench = lingering(Duration.ofSeconds(60));
        bench.openClient("one");
        bench.connector.last().onClose = FakeSocket::over;
        bench.transport.host.stop();
        assertThat(bench.transport.quiesced).isTrue();
        assertThat(bench.transport.stopped.code()).isEqualTo(ErrorCode.PROXY_STOPPING);
        assertThat(bench.connector.last().closed).isTrue();
        assertThat(bench.ended).hasValue(1);
        assertThat(bench.broker.status().clients()).isEmpty();
        assertThatThrownBy(() -> bench.transport.join("late")).isInstanceOf(FailureException.class);
    }

    @Test
    void closingWaitsForTheUpstreamsToClose() throws InterruptedException {
        TestBench bench = lingering(Duration.ofSeconds(60));
        bench.openClient("one");
        FakeSocket socket = bench.connector.last();
        Thread closing = new Thread(bench.broker::close);
        closing.start();
        await().atMost(GENEROUS).until(() -> socket.closed && closing.getState() == Thread.State.TIMED_WAITING);
        socket.over();
        closing.join();
        assertThat(bench.transport.stopped).isNotNull();
    }

    @Test
    void closingDoesNotWaitForEver() {
        TestBench bench = lingering(Duration.ofSeconds(60));
        bench.openClient("one");
        long beganNs = System.nanoTime();
        bench.broker.close();
        assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isBetween(Duration.ofSeconds(2), GENEROUS);
        bench.broker.close();
    }

    @Test
    void endsWhenNoTransportCanAcceptClients() {
        TestBench bench = new TestBench(directory, BrokerSettings.DEFAULT);
        bench.transport.refusal = Failure.of(ErrorCode.BAD_DIRECTORY, "another proxy serves this directory");
        bench.broker.add(bench.transport);
        assertThat(bench.failures).isEmpty();
        bench.broker.start();
        assertThat(bench.failures)
                .containsExactly(
                        "no transport can accept clients: shm: BAD_DIRECTORY: another proxy serves this directory");
        assertThat(bench.transport.stopped).as("it never started").isNull();
    }

    @Test
    void goesOnWhenOneTransportOfTwoCannotAcceptClients() {
        TestBench bench = lingering(Duration.ofSeconds(60));
        FakeTransport broken = new FakeTransport("websocket");
        broken.refusal = Failure.of(ErrorCode.INVALID_REQUEST, "the port is in use");
        bench.broker.add(broken);
        assertThat(bench.failures).isEmpty();
        assertThat(bench.broker.status().services().transports()).containsExactly("shm");
    }

    @Test
    void endsWhenOnlyATransportThatDoesNotSufficeCanAcceptClients() {
        TestBench bench = new TestBench(directory, BrokerSettings.DEFAULT);
        bench.transport.refusal = Failure.of(ErrorCode.BAD_DIRECTORY, "another proxy serves this directory");
        FakeTransport endpoint = new FakeTransport("websocket");
        endpoint.suffices = false;
        bench.broker.add(endpoint);
        bench.broker.add(bench.transport);
        assertThat(bench.failures).isEmpty();
        bench.broker.start();
        assertThat(bench.failures).hasSize(1);
        assertThat(endpoint.stopped).isNotNull();
    }

    @Test
    void waitsForOneThatSufficesBesideOneThatDoesNot() {
        TestBench bench = new TestBench(directory, BrokerSettings.DEFAULT);
        FakeTransport endpoint = new FakeTransport("websocket");
        endpoint.suffices = false;
        endpoint.address = "ws://127.0.0.1:8765";
        bench.broker.add(endpoint);
        bench.broker.start();
        assertThat(bench.failures).isEmpty();
        bench.broker.add(bench.transport);
        assertThat(bench.broker.status().services().transports())
                .containsExactly("shm", "websocket ws://127.0.0.1:8765");
    }

    @Test
    void waitsForATransportThatIsNotThereYet() {
        TestBench bench = new TestBench(directory, BrokerSettings.DEFAULT);
        bench.broker.start();
        assertThat(bench.failures).isEmpty();
        bench.broker.add(bench.transport);
        assertThat(bench.transport.join("one").open(1, URL).got()).isEmpty();
    }
}
