package dev.ringback.calls.lawful.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SpellingsTest {
    private static final NumberReader READER = new NumberReader(Regions::code);

    private static String resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(SpellingsTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String read(Spelling spelling) {
        return switch (READER.read(spelling.typed(), spelling.region())) {
            case Reading.Absent() -> "ABSENT";
            case Reading.Person(var number, var extension) -> number.e164() + (extension ? " extension" : "");
            case Reading.Unreadable(var flaw, var why) -> flaw.name();
        };
    }

    private static List<String> wrong(List<Spelling> spellings) {
        return spellings.stream()
                .filter(spelling ->
                        !read(spelling).equals(spelling.expected() + (spelling.hasExtension() ? " extension" : "")))
                .map(spelling -> spelling.line() + "\tread: " + read(spelling))
                .toList();
    }

    @Test
    void readsEachSpellingOfAKnownNumberAsThatNumber() throws IOException {
        List<Spelling> spellings = Spelling.table("/numbers/spellings.tsv");
        assertThat(spellings).hasSizeGreaterThan(5000);
        assertThat(spellings.stream().map(Spelling::region).distinct()).hasSizeGreaterThan(60);
        assertThat(wrong(spellings)).isEmpty();
    }

    @Test
    void readsHardSpellings() throws IOException {
        assertThat(wrong(Spelling.table("/numbers/hard-spellings.tsv"))).isEmpty();
    }

    @Test
    void theTableIsWhatItsGeneratorMakes() throws IOException {
        assertThat(resource("/numbers/spellings.tsv")).isEqualTo(SpellingsGenerator.table());
    }
}
