package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.outbox.EndReason.Word;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of reasons, which older rows hold too. */
class EndReasonTest {
    @ParameterizedTest
    @CsvSource({
        "opted_out, OPTED_OUT",
        "opted_out 01a22262-7347-7f75-88c7-7546c9abd2df, OPTED_OUT",
        "calls_to_person_ended_by_event 01a22262-7347-7f75-88c7-7546c9abd2df, CALLS_TO_PERSON_ENDED_BY_EVENT",
        "calls_to_person_ended_by_event: the thing has ended, CALLS_TO_PERSON_ENDED_BY_EVENT",
        "cancelled_by_event 01a22262-7347-7f75-88c7-7546c9abd2df, CANCELLED_BY_EVENT",
        "cancelled_by_operator ada, CANCELLED_BY_OPERATOR",
        "gathered_anew_by_event 01a22262-7347-7f75-88c7-7546c9abd2df, GATHERED_ANEW_BY_EVENT",
        "already_called: call 1 rang after all, ALREADY_CALLED",
        "campaign_stopped, CAMPAIGN_STOPPED",
        "misfire_skipped, MISFIRE_SKIPPED",
        "misfire_skipped 2026-11-23T16:00:00Z, MISFIRE_SKIPPED",
        "no_lawful_window, NO_LAWFUL_WINDOW",
        "expired, EXPIRED",
        "bad_number, BAD_NUMBER",
        "hub_refused: 422 no, HUB_REFUSED",
        "settled_by_operator: ada: it rang, SETTLED_BY_OPERATOR",
        "settled_by_carrier_log: it is there, SETTLED_BY_CARRIER_LOG",
        "answered_late, ANSWERED_LATE",
    })
    void aStoredTextIsReadAsItWasWritten(String text, Word word) {
        assertThat(EndReason.parse(text)).isEqualTo(new EndReason(word, text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "opted_outside",
                "Opted_out",
                "the person opted_out",
                "held: failed_cancel",
                "409 is not described for a call: x",
            })
    void aSentenceBeginsWithNoWordAndIsKept(String text) {
        assertThat(EndReason.parse(text)).isEqualTo(new EndReason(Word.NONE, text));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aReasonIsReadAsItsWordMadeIt(Word word) {
        assertThat(EndReason.parse(word.alone().text())).isEqualTo(word.alone());
        assertThat(EndReason.parse(word.by("ada").text())).isEqualTo(word.by("ada"));
        assertThat(EndReason.parse(word.because("it is so").text())).isEqualTo(word.because("it is so"));
    }

    @Test
    void aCauseFollowsItsWord() {
        UUID event = UUID.fromString("01a22262-7347-7f75-88c7-7546c9abd2df");
        assertThat(Word.OPTED_OUT.alone().text()).isEqualTo("opted_out");
        assertThat(Word.OPTED_OUT.by(event).text()).isEqualTo("opted_out " + event);
        assertThat(Word.HUB_REFUSED.because("422 no").text()).isEqualTo("hub_refused: 422 no");
    }

    @Test
    void theDatabaseStoresItsText() {
        EndReasonConverter converter = new EndReasonConverter();
        assertThat(converter.convertToDatabaseColumn(Word.OPTED_OUT.by(1))).isEqualTo("opted_out 1");
        assertThat(converter.convertToEntityAttribute("opted_out 1")).isEqualTo(Word.OPTED_OUT.by(1));
        assertThat(converter.convertToDatabaseColumn(null)).isNull();
        assertThat(converter.convertToEntityAttribute(null)).isNull();
    }

    @Test
    void aHoldIsStoredAsItsWordAndShownAsWhatHolds() {
        assertThat(HoldReason.FAILED_CANCEL.word()).isEqualTo("failed_cancel");
        assertThat(HoldReason.INACTIVE_RULE.word()).isEqualTo("inactive_rule");
        assertThat(HoldReason.FAILED_CANCEL.shown()).isEqualTo("held: failed_cancel");
    }
}
