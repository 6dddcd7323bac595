// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.protocol.Greeter;
import dev.wsproxy.protocol.GreeterPort;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.LocalAccount;
import dev.wsproxy.transport.OpenRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The file of accounts is followed while the broker runs, and a broken one hurts only those who need it. */
class EntrustedAccountsTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final Credentials REAL = new Credentials("PK1", "hush");
    private static final Credentials LOCAL = new Credentials("paper", TOKEN);
    private static final LocalAccount PAPER = new LocalAccount("paper", REAL, TOKEN);

    @TempDir
    Path folder;

    private Executor thread = Runnable::run;
    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 5);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(EntrustedAccounts.class);
    private AccountFile file;
    private EntrustedAccounts accounts;

    @BeforeEach
    void start() {
        file = new AccountFile(folder.resolve("credentials"));
        accounts = new EntrustedAccounts(file, task -> thread.execute(task), nowNs::get);
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private List<String> logged() {
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private Credentials resolve(Credentials presented) {
        return accounts.resolve(presented, true);
    }

    /** A client comes. */
    private void look() {
        accounts.watch().look();
    }

    private void pass() {
        nowNs.addAndGet(AccountWatch.INTERVAL.toNanos());
        accounts.watch().tick();
    }

    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString(permissions));
    }

    @Test
    void followsTheFile() throws IOException {
        assertThat(resolve(LOCAL)).isEqualTo(LOCAL);
        file.put(PAPER);
        look();
        assertThat(resolve(LOCAL)).as("for who comes now").isEqualTo(REAL);
        file.put(new LocalAccount("paper", REAL, "another-" + TOKEN));
        pass();
        assertThatThrownBy(() -> resolve(LOCAL))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
        Files.delete(file.path());
        pass();
        assertThat(resolve(LOCAL)).isEqualTo(LOCAL);
    }

    @Test
    void takesAFileThatCannotBeUsedForNoneAndSaysSoOncePerChange() throws IOException {
        file.put(PAPER);
        pass();
        assertThat(resolve(LOCAL)).isEqualTo(REAL);
        permit("rw-r--r--");
        for (int i = 0; i < 3; i++) {
            pass();
            assertThat(resolve(REAL)).isEqualTo(REAL);
            assertThatThrownBy(() -> resolve(LOCAL))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED))
                    .hasMessageContaining("cannot be used any more; the proxy's log says why");
        }
        permit("rw-------");
        pass();
        assertThat(resolve(LOCAL)).isEqualTo(REAL);

        assertThat(logged())
                .containsExactly(
                        "INFO " + file.path() + ": accounts=1",
                        "WARN no local token is valid: the credentials file " + file.path()
                                + " cannot be used: it is open to other users (if it is for wsproxy alone, run: chmod 600 "
                                + file.path() + ")",
                        "INFO " + file.path() + ": accounts=1");
    }

    @Test
    void takesNothingButATokenFromWhoNeedsOne() {
        file.put(PAPER);
        look();
        Credentials byKey = new Credentials(REAL.key(), TOKEN);
        assertThat(accounts.resolveToken(LOCAL, true)).isEqualTo(REAL);
        assertThat(accounts.resolveToken(byKey, true)).isEqualTo(REAL);
        for (Credentials other : List.of(
                REAL,
                new Credentials("PK2", "hush"),
                new Credentials("paper", ""),
                new Credentials("paper", "hush"),
                new Credentials("", ""))) {
            assertThatThrownBy(() -> accounts.resolveToken(other, true))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
        }
        assertThatThrownBy(() -> accounts.resolveToken(LOCAL, false)).isInstanceOf(FailureException.class);
    }

    @Test
    void saysNothingWhenThereIsNoFile() {
        pass();
        resolve(LOCAL);
        assertThat(logged()).isEmpty();
    }

    @Test
    void answersFromWhatItKnowsWhileTheFileCannotBeReached() {
        file.put(PAPER);
        look();
        Queue<Runnable> hanging = new ArrayDeque<>();
        thread = hanging::add;
        pass();

        assertThat(resolve(LOCAL)).isEqualTo(REAL);
        assertThat(hanging).as("only the watch asks the disk").hasSize(1);
    }

    @Test
    void saysWhyAClientIsRefusedButNotAllTheTime() {
        file.put(PAPER);
        look();
        ListAppender<ILoggingEvent> refusals = new ListAppender<>();
        Logger refusalLogger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
        refusals.start();
        refusalLogger.addAppender(refusals);
        refusalLogger.setLevel(Level.WARN);
        Runnable attempt = () -> {
            assertThatThrownBy(() -> accounts.resolve(new Credentials("paper", "wrong-secret"), true))
                    .isInstanceOf(FailureException.class);
            assertThatThrownBy(() -> accounts.resolve(LOCAL, false)).isInstanceOf(FailureException.class);
        };
        attempt.run();
        attempt.run();
        assertThat(refusals.list).hasSize(2);
        nowNs.addAndGet(RefusalLog.INTERVAL.toNanos());
        attempt.run();
        refusalLogger.detachAppender(refusals);
        refusalLogger.setLevel(null);

        assertThat(refusals.list)
                .hasSize(4)
                .allSatisfy(event -> assertThat(event.getFormattedMessage())
                        .startsWith("a client was refused: ")
                        .contains("the account paper")
                        .doesNotContain("wrong-secret", TOKEN, REAL.key(), REAL.secret()));
    }

    @Test
    void servesWhoOpensRightAfterAnAccountWasAdded() {
        TestBench bench = TestBench.ready(folder);
        List<Credentials> resolved = new ArrayList<>();
        BiFunction<OpenRequest, GreeterPort, Greeter> admitting = bench.protocol.greeting;
        bench.protocol.greeting = (request, port) -> {
            resolved.add(port.resolve(LOCAL, true));
            return admitting.apply(request, port);
        };
        bench.openClient("one");
        file.put(PAPER);
        bench.openClient("two");

        assertThat(resolved).containsExactly(LOCAL, REAL);
    }

    @Test
    void servesGreetersAndSessions() {
        TestBench bench = TestBench.ready(folder);
        file.put(PAPER);
        List<Credentials> resolved = new ArrayList<>();
        BiFunction<OpenRequest, GreeterPort, Greeter> admitting = bench.protocol.greeting;
        bench.protocol.greeting = (request, port) -> {
            resolved.add(port.resolve(LOCAL, true));
            return admitting.apply(request, port);
        };
        bench.openClient("one");
        bench.session().onTick = () -> resolved.add(bench.session().port.resolve(LOCAL, true));
        bench.broker.tick();

        assertThat(resolved).containsExactly(REAL, REAL);
    }
}
