package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The column {@code call.rule} keeps the texts that older versions write and read. */
class CallOriginTest {
    private static final UUID CAMPAIGN = UUID.fromString("0197c0de-0000-7000-8000-00000000000a");
    private static final CallOrigin UPLOAD = new CallOrigin.ByUpload(CAMPAIGN);
    private static final CallOrigin RULE = new CallOrigin.ByRule("failed-payment");

    private final CallOrigin.Column column = new CallOrigin.Column();

    @Test
    void anUploadIsWrittenWithTheIdOfItsCampaignAndReadBack() {
        assertThat(column.convertToDatabaseColumn(UPLOAD)).isEqualTo("campaign:" + CAMPAIGN);
        assertThat(column.convertToEntityAttribute("campaign:" + CAMPAIGN)).isEqualTo(UPLOAD);
    }

    @Test
    void aRuleIsWrittenByItsName() {
        assertThat(column.convertToDatabaseColumn(RULE)).isEqualTo("failed-payment");
        assertThat(column.convertToEntityAttribute("failed-payment")).isEqualTo(RULE);
    }

    @Test
    void allUploadsHaveOneLabelAndEachRuleItsOwn() {
        assertThat(UPLOAD.label()).isEqualTo(new CallOrigin.ByUpload(UUID.randomUUID()).label());
        assertThat(UPLOAD.label()).isEqualTo("campaign");
        assertThat(RULE.label()).isEqualTo("failed-payment");
    }

    /** A filter of the API may be any text, and finds only calls with just this text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "campaign",
                "campaign:",
                "campaign:1-1-1-1-1",
                "campaign:0197C0DE-0000-7000-8000-00000000000A",
                " campaign:0197c0de-0000-7000-8000-00000000000a",
                "campaign:0197c0de-0000-7000-8000-00000000000a\n"
            })
    void aTextThatNoUploadHasStaysAsItIs(String text) {
        assertThat(CallOrigin.of(text)).isEqualTo(new CallOrigin.ByRule(text));
        assertThat(CallOrigin.of(text).text()).isEqualTo(text);
    }
}
