// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client presents becomes what is used upstream. */
class LocalAccountsTest {
    private static final String PAPER_TOKEN = "the-token-of-paper";
    private static final String SECOND_TOKEN = "the-token-of-second";
    private static final Credentials PAPER = new Credentials("PK1", "secret-1");
    private static final Credentials SECOND = new Credentials("PK1", "secret-2");

    private final LocalAccounts accounts = new LocalAccounts(
            List.of(new LocalAccount("paper", PAPER, PAPER_TOKEN), new LocalAccount("second", SECOND, SECOND_TOKEN)));

    private Credentials resolve(String key, String secret) {
        return accounts.resolve(new Credentials(key, secret), true);
    }

    @Test
    void knowsATokenByNameOrKey() {
        assertThat(resolve("paper", PAPER_TOKEN)).isEqualTo(PAPER);
        assertThat(resolve("second", SECOND_TOKEN)).isEqualTo(SECOND);
        assertThat(resolve("PK1", PAPER_TOKEN)).isEqualTo(PAPER);
        assertThat(resolve("PK1", SECOND_TOKEN)).isEqualTo(SECOND);
    }

    @ParameterizedTest
    @CsvSource({"PK1, secret-1", "PK1, wrong", "PK1, ''", "PAPER, the-token-of-paper", "unknown, x", "'', ''"})
    void leavesAnythingElseAsItIs(String key, String secret) {
        assertThat(resolve(key, secret)).isEqualTo(new Credentials(key, secret));
    }

    @Test
    void givesTheKeyForANameAlone() {
        assertThat(resolve("paper", "")).isEqualTo(new Credentials("PK1", ""));
    }

    @ParameterizedTest
    @CsvSource({"paper, the-token-of-paper", "PK1, the-token-of-paper", "paper, ''"})
    void givesNothingToAServerThatIsNotTrusted(String key, String secret) {
        assertThatThrownBy(() -> accounts.resolve(new Credentials(key, secret), false))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED))
                .hasMessageContaining("the key and secret of the account paper go to their provider only")
                .hasMessageNotContainingAny(PAPER_TOKEN, "PK1", "secret-1");
    }

    @ParameterizedTest
    @CsvSource({"PK1, secret-1", "PK1, ''", "unknown, x"})
    void passesOnWhatWasPresentedAnywhere(String key, String secret) {
        Credentials presented = new Credentials(key, secret);
        assertThat(accounts.resolve(presented, false)).isEqualTo(presented);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", SECOND_TOKEN, "secret-1", "the-token-of-pape", "the-token-of-paper "})
    void refusesAnythingButTheTokenForAName(String secret) {
        assertThatThrownBy(() -> resolve("paper", secret))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED))
                .hasMessageContaining("not the local token of the account paper")
                .hasMessageNotContainingAny(secret, PAPER_TOKEN, "PK1", "secret-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "-x", "a b", "ä", "a\n"})
    void refusesStrangeNames(String name) {
        assertThatThrownBy(() -> new LocalAccount(name, PAPER, PAPER_TOKEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 64 letters, digits, - and _");
    }

    @Test
    void refusesTheSameNameTwice() {
        LocalAccount paper = new LocalAccount("paper", PAPER, PAPER_TOKEN);
        assertThatThrownBy(() -> new LocalAccounts(List.of(paper, paper))).hasMessageContaining("there twice");
    }
}
