package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;
import dev.ringback.outbox.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The specification names what is in the code, says of it what the code does, and comments cite pages that are there. */
class DocsTest {
    private static final String PROTOCOL = read(Path.of("docs/PROTOCOL.md"));

    /** As {@link CodeNames} has it, in code font. */
    private static final Pattern NAME = Pattern.compile("`((?:[a-z]+\\.)*[A-Z]\\w*[a-z]\\w*(?:\\.[A-Za-z]\\w*)*)`");

    private static final Pattern MIGRATION = Pattern.compile("`(migrations/V\\w+\\.sql):\\s(\\w+)`");
    private static final Pattern MUTATION = Pattern.compile("`mutations/([a-z0-9-]+)`");
    private static final Pattern TRANSITION = Pattern.compile("(?m)^\\| (T\\d+ \\|.*) \\|$");

    /** A page in the text of a comment, but not in an address of the web. */
    private static final Pattern PAGE = Pattern.compile("(?<![\\w/:.-])(\\w[\\w./-]*\\.md)\\b");

    /** The address of a link, without the place within the page. */
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");

    private static final Pattern FENCED = Pattern.compile("(?s)```.*?```");

    private static final Pattern HASH = Pattern.compile("(?m)(^\\s*#[^\n]*)");
    private static final Map<String, Pattern> COMMENTS = Map.of(
            "java", Pattern.compile("(?s)(/\\*.*?\\*/|//[^\n]*)"),
            "sql", Pattern.compile("(--[^\n]*)"),
            "properties", HASH,
            "yaml", HASH,
            "txt", HASH,
            "tsv", HASH);

    @Test
    void eachNameIsInTheCode() {
        assertThat(first(NAME, PROTOCOL).filter(name -> name.contains(".")))
                .hasSizeGreaterThan(200)
                .allMatch(CodeNames::exists);
    }

    @Test
    void eachMigrationHasWhatItIsNamedFor() {
        assertThat(MIGRATION.matcher(PROTOCOL).results()).hasSizeGreaterThan(10).allMatch(DocsTest::isCreated);
    }

    private static boolean isCreated(MatchResult place) {
        return Pattern.compile("(FUNCTION|CONSTRAINT|TRIGGER|INDEX) " + place.group(2) + "\\b")
                .matcher(read(Path.of(place.group(1))))
                .find();
    }

    @Test
    void eachMutationIsInTheList() {
        String list = read(Path.of("src/test/mutations/outbox.txt"));
        assertThat(first(MUTATION, PROTOCOL))
                .hasSizeGreaterThan(15)
                .allMatch(name -> list.contains("\nname: " + name + "\n"));
    }

    @Test
    void eachTransitionHasItsMethodItsStatementAndItsTest() {
        assertThat(first(TRANSITION, PROTOCOL).map(row -> row.split(" \\| ")))
                .hasSizeGreaterThan(50)
                .allSatisfy(cells -> {
                    assertThat(cells).hasSize(6);
                    assertThat(first(NAME, cells[3])).isNotEmpty().noneMatch(CodeNames::isTest);
                    assertThat(cells[4]).containsPattern(NAME.pattern() + "|" + MIGRATION.pattern());
                    assertThat(first(NAME, cells[4])).noneMatch(CodeNames::isTest);
                    assertThat(first(NAME, cells[5])).isNotEmpty().allMatch(CodeNames::isTest);
                });
    }

    @Test
    void theTableOfOutcomesIsTheCodes() {
        Map<String, Outcome> outcomes = Map.of(
                "`Done` with an id", new Outcome.Done("id"),
                "`Done` without an id", new Outcome.Done(null),
                "`Refused` 404", new Outcome.Refused(404, ""),
                "`Refused`, any other", new Outcome.Refused(400, ""),
                "`KeyRefused`", new Outcome.KeyRefused(""),
                "`NotSent`", new Outcome.NotSent(""),
                "`Postponed`", new Outcome.Postponed("", Instant.EPOCH, Outcome.Stops.NOTHING_ELSE),
                "`HadStarted`", new Outcome.HadStarted(""),
                "`Unknown`", new Outcome.Unknown(""));
        assertThat(outcomes.values().stream().map(Object::getClass).distinct())
                .hasSameSizeAs(Outcome.class.getPermittedSubclasses());
        List<Kind> columns = List.of(Kind.ORIGINATE, Kind.CREATE, Kind.START, Kind.STOP, Kind.DELETE);
        outcomes.forEach((name, outcome) -> assertRow(
                name, columns.stream().map(kind -> CodeNames.result("outbox.EntryTransitions.after", kind, outcome))));
    }

    @Test
    void theTableOfDraftsIsTheCodes() {
        List<Kind> columns = List.of(Kind.CREATE, Kind.START, Kind.STOP, Kind.DELETE);
        for (State state : State.values()) {
            assertRow(
                    "`" + state + "`",
                    columns.stream().map(kind -> CodeNames.result("outbox.drafts.DraftTransition.of", kind, state)));
        }
    }

    /** A step of the outbox is a record of two words. */
    private static void assertRow(String name, Stream<Optional<Object>> cells) {
        String row = cells.map(cell -> cell.map(Object::toString).orElse("–"))
                .map(text -> text.replaceFirst("^Step\\[write=(\\w+), rows=(\\w+)]$", "$1 / $2"))
                .collect(Collectors.joining(" | ", "| " + name + " | ", " |"));
        assertThat(PROTOCOL.lines()).contains(row);
    }

    @Test
    void eachPageThatACommentCitesIsThere() {
        Stream<Path> files = Stream.of("src/main", "src/test", "migrations").flatMap(DocsTest::files);
        assertThat(files.filter(file -> COMMENTS.containsKey(endOf(file))).flatMap(DocsTest::citations))
                .hasSizeGreaterThan(40)
                .allMatch(citation -> Files.exists(Path.of(citation.page)), "is there");
    }

    @Test
    void everyRelativeLinkLeadsToAFile() {
        Stream<Path> pages = Stream.concat(
                Stream.of("README.md", "CONTRIBUTING.md", "deploy/README.md").map(Path::of), files("docs"));
        assertThat(pages.filter(page -> endOf(page).equals("md")).flatMap(DocsTest::links))
                .hasSizeGreaterThan(30)
                .allMatch(link -> Files.exists(link.target()), "leads to a file");
    }

    private record Link(Path page, String address) {
        Path target() {
            return page.resolveSibling(address);
        }
    }

    private static Stream<Link> links(Path page) {
        return first(LINK, FENCED.matcher(read(page)).replaceAll(""))
                .filter(address -> !address.contains(":"))
                .map(address -> new Link(page, address));
    }

    private record Citation(Path file, String page) {}

    private static Stream<Citation> citations(Path file) {
        return first(COMMENTS.get(endOf(file)), read(file))
                .flatMap(comment -> first(PAGE, comment))
                .map(page -> new Citation(file, page));
    }

    private static Stream<Path> files(String folder) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String endOf(Path file) {
        return file.toString().replaceFirst(".*\\.", "");
    }

    /** The first group of each place. */
    private static Stream<String> first(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
