package dev.ringback.calls.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.PlannedUploads;
import dev.ringback.calls.UploadedCalls.Contact;
import dev.ringback.calls.UploadedCalls.Terms;
import dev.ringback.calls.campaigns.RowCheck.Verdict;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.numbers.Flaw;
import dev.ringback.calls.lawful.numbers.Spelling;
import dev.ringback.calls.lawful.numbers.Why;
import dev.ringback.privacy.PhoneNumber;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A spelling in a contacts file means the same person as anywhere else, or is refused for the same reason. */
class SpellingsInFilesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
    private static final Numbers NUMBERS = Countries.all();
    private static final Terms TERMS = new Terms(
            UUID.randomUUID(),
            1,
            "agent_1",
            new PhoneNumber("+12025550123"),
            1,
            NOW,
            NOW.plus(Duration.ofDays(7)),
            false);

    private static List<String> check(InputStream file) {
        RowCheck check =
                new RowCheck(NUMBERS, Countries.whereabouts(), PlannedUploads.of(NUMBERS), TERMS, false, false, NOW);
        List<String> said = new ArrayList<>();
        ContactsFile.read(
                file,
                row -> said.add(
                        switch (check.check(row)) {
                            case Verdict.Good(Contact contact, Instant until) ->
                                contact.number().e164();
                            case Verdict.Bad(var number, var reason, var detail) -> reason.word() + ": " + detail;
                        }));
        return said;
    }

    private static String right(Spelling spelling) {
        if (!spelling.meansSomebody()) {
            return "bad_number: " + Flaw.valueOf(spelling.expected()).why();
        }
        return spelling.hasExtension() ? "bad_number: " + Why.EXTENSION.words() : spelling.expected();
    }

    /** Returns the words of a flaw, or of the one other reason in the reported files. */
    private static String words(String reason) {
        return reason.equals(Why.NOT_IN_PLAN.name())
                ? Why.NOT_IN_PLAN.words()
                : Flaw.valueOf(reason).why();
    }

    private static String quoted(String cell) {
        return '"' + cell.replace("\"", "\"\"") + '"';
    }

    @Test
    void aFileRingsWhomTheSpellingMeansOrTellsTheReason() throws IOException {
        List<Spelling> spellings = Spelling.table("/numbers/spellings.tsv");
        StringBuilder file = new StringBuilder("phone_number,region\n");
        spellings.forEach(spelling -> file.append(quoted(spelling.typed()))
                .append(',')
                .append(quoted(spelling.region()))
                .append('\n'));
        List<String> said = check(new ByteArrayInputStream(file.toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(said).hasSameSizeAs(spellings).hasSizeGreaterThan(2000);
        assertThat(IntStream.range(0, said.size())
                        .filter(i -> !said.get(i).equals(right(spellings.get(i))))
                        .mapToObj(i -> spellings.get(i).line() + "\tsaid: " + said.get(i)))
                .isEmpty();
    }

    // --- Files of reported defects

    /** Germany's mobiles that begin with 151 have a digit more than the second row of the decimals has. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sixteen-digits | +12025550111;TWO_NUMBERS;+12025550112",
                "decimal-numbers | +493012345;NOT_IN_PLAN;+4313123456;+390612345;SPREADSHEET;SPREADSHEET;SPREADSHEET;"
                        + "+12025550111;+493012345",
                "marks-in-numbers | +12025550111;+12025550112;+12025550113;+12025550114;+12025550115;+12025550116;"
                        + "+12025550117;+12025550118",
                "new-area-codes | +14365550123;+16245550123"
            })
    void aReportedFileIsReadRight(String file, String rows) throws IOException {
        List<String> right = new ArrayList<>();
        for (String row : rows.split(";")) {
            right.add(row.startsWith("+") ? row : "bad_number: " + words(row));
        }
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/cases/" + file + ".csv"))) {
            assertThat(check(in)).isEqualTo(right);
        }
    }
}
