package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.privacy.PhoneNumber;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of scopes, which older rows hold too. */
class ScopeTest {
    private static final UUID CAMPAIGN = UUID.fromString("01a22262-7347-7f75-88c7-7546c9abd2df");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "account",
                "agent:agent_01HZ2N7G3K8M0Q5R7T9V2X4Y70",
                "number:+12025550123",
                "rule:failed-payment",
                "campaign:01a22262-7347-7f75-88c7-7546c9abd2df",
                "agent:with:colons",
            })
    void aTextIsReadAsItWasWritten(String text) {
        assertThat(Scope.parse(text).text()).isEqualTo(text);
    }

    @Test
    void eachKindHasItsText() {
        assertThat(List.of(
                        Scope.ALL,
                        Scope.ACCOUNT,
                        Scope.agent("agent_1"),
                        Scope.number(new PhoneNumber("+12025550123")),
                        Scope.rule("failed-payment"),
                        Scope.campaign(CAMPAIGN)))
                .allSatisfy(scope -> assertThat(Scope.parse(scope.text())).isEqualTo(scope))
                .extracting(Scope::text)
                .containsExactly(
                        "all",
                        "account",
                        "agent:agent_1",
                        "number:+12025550123",
                        "rule:failed-payment",
                        "campaign:" + CAMPAIGN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "ALL",
                "all:",
                "all:x",
                "accounts",
                "agent",
                "agent:",
                "other",
                "other:x",
                "person:x",
                "+12025550123",
                "campaign:",
                "campaign:one",
                "campaign:01A22262-7347-7F75-88C7-7546C9ABD2DF",
            })
    void anyOtherTextIsKeptAsItIs(String text) {
        assertThat(Scope.parse(text)).isEqualTo(new Scope(Scope.Kind.OTHER, text));
        assertThat(Scope.parse(text).text()).isEqualTo(text);
    }

    @Test
    void aNameMustFitItsKind() {
        assertThatThrownBy(() -> new Scope(Scope.Kind.ALL, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scope(Scope.Kind.AGENT, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Scope.rule("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scope(Scope.Kind.CAMPAIGN, "one")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLogShowsNoNumber() {
        assertThat(Scope.number(new PhoneNumber("+12025550123"))).hasToString("a caller number");
        assertThat(Scope.parse("+12025550123")).hasToString("an unknown scope");
        assertThat(Scope.agent("agent_1")).hasToString("agent:agent_1");
    }

    @Test
    void sqlSelectsAKindByTheBeginningOfItsTexts() {
        assertThat(Scope.campaign(CAMPAIGN).text()).startsWith(Scope.Kind.CAMPAIGN.prefix());
        assertThat(Scope.rule("a").text()).startsWith(Scope.Kind.RULE.prefix());
    }
}
