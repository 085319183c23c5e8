package dev.ringback.calls.lawful.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PacksTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 30);

    private final Packs packs = Packs.ofRelease();

    @Test
    void areThoseOfTheFolder() throws IOException, URISyntaxException {
        Path index = Path.of(Packs.class.getResource("/law/index.txt").toURI());
        try (Stream<Path> files = Files.list(index.getParent())) {
            List<String> codes = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".yaml"))
                    .map(file -> file.substring(0, file.length() - ".yaml".length()))
                    .filter(code -> !code.equals("default") && !code.equals("strict"))
                    .toList();
            assertThat(packs.all()).extracting(Pack::code).hasSameElementsAs(codes);
        }
    }

    @Test
    void ofAStateAreItsOwnAndItsCountrys() {
        assertThat(packs.at("US-FL", DAY)).extracting(Pack::code).containsExactly("US", "US-FL");
        assertThat(packs.at("US-CO", DAY)).extracting(Pack::code).containsExactly("US");
        assertThat(packs.at("US-PA", DAY)).extracting(Pack::status).contains(Status.LAW, Status.BILL);
    }

    @Test
    void endOnTheDayTheirSuccessorBegins() {
        LocalDate successor = LocalDate.of(2023, 10, 1);
        assertThat(packs.at("US-CT", successor.minusDays(1)))
                .extracting(Pack::from)
                .endsWith(LocalDate.of(2015, 1, 1))
                .doesNotContain(successor);
        assertThat(packs.at("US-CT", successor))
                .extracting(Pack::from)
                .endsWith(successor)
                .doesNotContain(LocalDate.of(2015, 1, 1));
    }

    @Test
    void ofACountryAloneAreThoseOfAllItsParts() {
        assertThat(packs.at("US", DAY)).extracting(Pack::code).contains("US", "US-AL", "US-FL", "US-WY");
        assertThat(packs.at("US", DAY)).extracting(Pack::code).doesNotContain("default", "AU");
    }

    @Test
    void ofNoPlaceIsTheDefault() {
        assertThat(packs.at(null, DAY)).singleElement().satisfies(pack -> {
            assertThat(pack.code()).isEqualTo("default");
            assertThat(pack.status().word()).isEqualTo("default");
        });
        assertThat(packs.at("AT", DAY)).extracting(Pack::code).containsExactly("EU", "EU", "default");
    }

    @Test
    void thatNobodyVerifiedOnlyNarrowTheDefault() {
        assertThat(packs.at("IN", DAY)).extracting(Pack::code).containsExactly("IN", "default");
    }

    @Test
    void tellTheirRuleAndSource() {
        assertThat(packs.all()).allSatisfy(pack -> {
            assertThat(pack.rule()).isNotBlank().endsWith(".");
            assertThat(pack.source()).isNotBlank();
            assertThat(pack.citation().read()).isAfter(LocalDate.of(2026, 11, 1));
        });
    }

    @Test
    void ofABadFileAreRefusedWithFileAndLine() {
        refused("", "QQ.yaml:1: the file is empty");
        refused("code: QR\npacks: []", "QQ.yaml:1: the code must be the file's name");
        refused("code: qq\npacks: []", "QQ.yaml:1: 'qq' is not an ISO 3166 code such as US or US-FL");
        refused("code: QQ\npack: []", "QQ.yaml:2: unknown key 'pack'; known are code, packs, holds");
        line("hour: {}", "unknown key 'hour'; known are status, from, rule, source, read, verified, until, hours,");
        line("hours: { mon-fri: 09:00-20:00, sun: closed }", "a day lacks hours: SATURDAY");
        line("hours: { mon-sun: 09:00-20:00, sun: closed }", "a day has hours twice: SUNDAY");
        line("hours: { fri-mon: closed }", "'fri-mon' is not a range of days such as mon-fri");
        line("hours: { mon-sun: 9-20 }", "'9-20' is not of the form 09:00-20:00, and not 'closed'");
        line("hours: { mon-sun: 20:00-09:00 }", "hours must lie between 00:00 and 24:00, the first before the second");
        line("hours: { mon-sun: 20:00-24:01 }", "hours must lie between 00:00 and 24:00, the first before the second");
        line("hours: { mon-sun: \"09:00-12:00, 12:00-13:00\" }", "the hours of a day must be in order");
        line("holidays: { a: 13-25 }", "'13-25' is no date such as 12-25");
        line("holidays: { a: 02-29 }", "29 February does not exist each year");
        line("holidays: { a: 12-25, b: \"12-26, twice\" }", "'twice' is no addition to a holiday; known are none,");
        line("holidays: { a: whitsun }", "'whitsun' is no rule of a holiday, such as 12-25 or easter -2");
        line("holidays: { a: 1 mon foo }", "'foo' is no month such as jan");
        line("limits: [ { calls: 0, per: 24h } ]", "a limit allows at least one call in a period");
        line("limits: [ { calls: x, per: 24h } ]", "For input string: \"x\"");
        line("limits: [ { calls: 3, per: day } ]", "a period is written as 24h or 7d");
        line("consent: maybe", "'maybe' is not one of express, unstated, written");
        assertThatThrownBy(() -> PackReader.read("QQ.yaml", TestPacks.text("QQ", "until: 2020-01-01")))
                .hasMessage("QQ.yaml:3: 'until' must be after 'from'");
    }

    private static void line(String line, String message) {
        assertThatThrownBy(() -> PackReader.read("QQ.yaml", TestPacks.text("QQ", line)))
                .isInstanceOf(LawFileException.class)
                .hasMessageStartingWith("QQ.yaml:9: " + message);
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> PackReader.read("QQ.yaml", text))
                .isInstanceOf(LawFileException.class)
                .hasMessage(message);
    }
}
