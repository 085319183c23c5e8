package dev.ringback.calls.campaigns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.calls.campaigns.ContactsFile.Row;
import dev.ringback.platform.Problem;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a contacts file may look like, and what is said of one that may not. */
class ContactsFileTest {
    private static List<Row> read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Row> read(byte[] bytes) {
        List<Row> rows = new ArrayList<>();
        ContactsFile.read(new ByteArrayInputStream(bytes), rows::add);
        return rows;
    }

    @Test
    void readsQuotedCellsWithCommasQuotesAndLineBreaksAndKnowsTheLines() {
        assertThat(read("""
                        name,phone_number,place\r
                        "Ada, ""the first""\",+12025550123,US-NY\r
                        "two
                        lines",+12025550124,\r
                        \r
                        Zoë,+12025550125,DE\r
                        """))
                .containsExactly(
                        new Row.Contact(
                                2, "+12025550123", "", "US-NY", "", "", "", Map.of("name", "Ada, \"the first\"")),
                        new Row.Contact(3, "+12025550124", "", "", "", "", "", Map.of("name", "two lines")),
                        new Row.Contact(6, "+12025550125", "", "DE", "", "", "", Map.of("name", "Zoë")));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() {
        assertThat(read("\uFEFFphone_number\n+12025550123\n")).hasSize(1);
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedNotGuessedAt() {
        byte[] latin1 = "phone_number,name\n+12025550123,Zoë\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(latin1))
                .isInstanceOf(Problem.Thrown.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void everyOwnColumnHasItsMeaningAndTheOthersAreVariables() {
        assertThat(read("consent,zone,place,region,phone_number,a,b\nyes,Europe/Paris,FR,FR,01 23 45 67 89,1,2\n"))
                .containsExactly(new Row.Contact(
                        2, "01 23 45 67 89", "FR", "FR", "", "Europe/Paris", "yes", Map.of("a", "1", "b", "2")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"|no 'phone_number'",
                "name|no 'phone_number'",
                "phone_number,First Name|'First Name' is no name",
                "phone_number,a,a|'a' is there twice",
                "phone_number,,b|'' is no name",
                "+12025550123,Ada|'+***********' is no name"
            })
    void aHeaderThatCannotBeUsedIsNamedWithItsCure(String header, String said) {
        assertThatThrownBy(() -> read(header + "\n"))
                .isInstanceOf(Problem.Thrown.class)
                .hasMessageContaining(said)
                .hasMessageContaining("'contacts'")
                .hasMessageNotContaining("2025550123");
    }

    @Test
    void thereAreFortyVariablesAtTheMost() {
        String forty = "phone_number"
                + ",v%d"
                        .repeat(40)
                        .formatted(Stream.iterate(1, n -> n + 1).limit(40).toArray());
        assertThat(read(forty + "\n")).isEmpty();
        assertThatThrownBy(() -> read(forty + ",one_more\n")).hasMessageContaining("more than 40");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+12025550123,Ada,Lovelace", "+12025550123"})
    void aRowOfAnotherLengthThanTheHeaderIsBad(String row) {
        assertThat(read("phone_number,name\n" + row + "\n"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Row.Bad.class, bad -> assertThat(bad.why()).contains("cells"));
    }

    @Test
    void emptyCellsBehindTheLastNameAreNoMatter() {
        assertThat(read("phone_number,name,,\n+12025550123,Ada,,\n"))
                .containsExactly(new Row.Contact(2, "+12025550123", "", "", "", "", "", Map.of("name", "Ada")));
    }

    @Test
    void aVariableHasFiveHundredLettersAtTheMostCountedAsPeopleDo() {
        assertThat(read("phone_number,name\n+12025550123," + "😀".repeat(500) + "\n"))
                .singleElement()
                .isInstanceOf(Row.Contact.class);
        assertThat(read("phone_number,name\n+12025550123," + "x".repeat(501) + "\n"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Row.Bad.class, bad -> assertThat(bad.why()).contains("'name'", "500"));
    }

    @Test
    void aQuoteThatNeverEndsIsRefusedBeforeItFillsTheMemory() {
        InputStream endless = new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream("phone_number\n\"".getBytes(StandardCharsets.UTF_8)), new InputStream() {
                    @Override
                    public int read() {
                        return 'x';
                    }
                })));
        assertThatThrownBy(() -> ContactsFile.read(endless, row -> {}))
                .isInstanceOf(Problem.Thrown.class)
                .hasMessageContaining("quote");
    }

    @Test
    void aHundredThousandRowsAreReadAndNotOneMore() {
        String file = "phone_number\n" + "+12025550123\n".repeat(100_000);
        assertThat(read(file)).hasSize(100_000);
        assertThatThrownBy(() -> read(file + "+12025550123\n"))
                .isInstanceOfSatisfying(
                        Problem.Thrown.class,
                        problem -> assertThat(problem.problem().status()).isEqualTo(413));
    }
}
