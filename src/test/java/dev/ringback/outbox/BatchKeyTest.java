package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of batch keys, which older rows hold too. */
class BatchKeyTest {
    private static final String ID = "01a22262-7347-7f75-88c7-7546c9abd2df";
    private static final PhoneNumber FROM = new PhoneNumber("+12025550123");
    private static final BatchKey KEY = BatchKey.of("agent_1", FROM, List.of("name", "amount"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent_1|+12025550123|",
                "agent_1|+12025550123|amount,name",
                "agent_1|+12025550123|name,amount", // an early version did not sort
                "campaign:" + ID + "|agent_1|+12025550123||2026-11-23T16:00:00Z",
                "campaign:" + ID + "|agent_1|+12025550123|amount,name|2026-11-23T16:00:00Z",
            })
    void aTextIsReadAsItWasWritten(String text) {
        assertThat(BatchKey.parse(text).text()).isEqualTo(text);
    }

    @Test
    void columnsInAnyOrderGiveOneKey() {
        assertThat(KEY).isEqualTo(BatchKey.of("agent_1", FROM, List.of("amount", "name")));
        assertThat(KEY.text()).isEqualTo("agent_1|+12025550123|amount,name");
        assertThat(BatchKey.parse(KEY.text())).isEqualTo(KEY);
    }

    @Test
    void rowsOfOneCampaignWhoseHoursEndTogetherShareTheirKey() {
        Scope campaign = Scope.campaign(UUID.fromString(ID));
        BatchKey key = KEY.inSeries(campaign, Instant.parse("2026-11-23T16:59:59.5Z"));
        assertThat(key.text()).isEqualTo("campaign:" + ID + "|agent_1|+12025550123|amount,name|2026-11-23T16:00:00Z");
        assertThat(key).isEqualTo(KEY.inSeries(campaign, Instant.parse("2026-11-23T16:00:00Z")));
        assertThat(key).isNotEqualTo(KEY.inSeries(campaign, Instant.parse("2026-11-23T17:00:00Z")));
        assertThat(BatchKey.parse(key.text())).isEqualTo(key);
        assertThat(BatchKey.parse(key.text()).series()).isEqualTo(campaign);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "agent_1|+12025550123",
                "agent_1|12025550123|",
                "campaign:" + ID + "|agent_1|+12025550123|",
                "series|agent_1|+12025550123||2026-11-23T16:00:00Z",
                "rule:one|agent_1|+12025550123||2026-11-23T16:00:00Z",
                "campaign:one|agent_1|+12025550123||2026-11-23T16:00:00Z",
                "campaign:" + ID + "|agent_1|+12025550123||16:00",
                "campaign:" + ID + "|agent_1|+12025550123||2026-11-23T16:00:00Z|",
            })
    void anyOtherTextIsRefused(String text) {
        assertThatThrownBy(() -> BatchKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noPartContainsASeparator() {
        assertThatThrownBy(() -> BatchKey.of("a|b", FROM, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BatchKey.of("a", FROM, List.of("b|c"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BatchKey.of("a", FROM, List.of("b,c"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSeriesHasAnHourAndNothingElseHasOne() {
        Scope campaign = Scope.campaign(UUID.fromString(ID));
        assertThatThrownBy(() -> new BatchKey(campaign, "a", FROM, List.of(), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BatchKey(null, "a", FROM, List.of(), Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
