package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of the schema is that of a database that all migrations have made, and it explains each table and column. */
class SchemaDocTest {
    private static final int MOST_WORDS = 25; // of a sentence

    private static SchemaPage schema;

    @BeforeAll
    static void readAMigratedDatabase() throws IOException, SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off") // nothing of it is kept
                .start()) {
            Flyway.configure()
                    .dataSource(server.getPostgresDatabase())
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            try (Connection database = server.getPostgresDatabase().getConnection()) {
                schema = new SchemaPage(database);
            }
        }
    }

    /** With {@code -Dschema.write} the test writes the page instead of comparing it. */
    @Test
    void thePageIsThatOfAMigratedDatabase() throws IOException {
        if (System.getProperty("schema.write") != null) {
            Files.writeString(SchemaPage.FILE, schema.text());
        }
        List<String> written = Files.exists(SchemaPage.FILE) ? Files.readAllLines(SchemaPage.FILE) : List.of();
        List<String> wanted = schema.text().lines().toList();
        assertThat(Stream.concat(
                        without(written, wanted).map(line -> "- " + line),
                        without(wanted, written).map(line -> "+ " + line)))
                .as("%s is out of date: ./ringback schema writes it anew", SchemaPage.FILE)
                .isEmpty();
        assertThat(written.equals(wanted))
                .as("the order of lines in %s: ./ringback schema writes it anew", SchemaPage.FILE)
                .isTrue();
    }

    private static Stream<String> without(List<String> lines, List<String> others) {
        Set<String> known = Set.copyOf(others);
        return lines.stream().filter(line -> !known.contains(line));
    }

    @Test
    void eachTableAndColumnHasItsMeaning() {
        assertThat(TableOwners.entries(SchemaPage.MEANINGS).keySet())
                .as("names in %s", SchemaPage.MEANINGS)
                .containsExactlyInAnyOrderElementsOf(schema.names());
    }

    @Test
    void eachMeaningIsOfShortSentences() {
        assertThat(TableOwners.entries(SchemaPage.MEANINGS)).allSatisfy((name, meaning) -> {
            assertThat(meaning).as(name).endsWith(".");
            assertThat(meaning.split("(?<=[.:;]) "))
                    .as(name)
                    .allSatisfy(sentence -> assertThat(Arrays.asList(sentence.split(" ")))
                            .as(sentence)
                            .hasSizeLessThanOrEqualTo(MOST_WORDS));
        });
    }

    @Test
    void eachTableHasAnOwner() {
        assertThat(TableOwners.byTable().keySet())
                .as("tables in %s", TableOwners.FILE)
                .containsExactlyInAnyOrderElementsOf(schema.tables());
    }
}
