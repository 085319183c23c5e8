package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.platform.Alarm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for operators explains each alert, each metric and each doubt, and names no others. */
class OperatingDocTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/ringback");
    private static final Pattern RULE = Pattern.compile("- alert: (\\w+)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (Ringback\\w+)$");
    private static final Pattern BUILT =
            Pattern.compile("(?:\\.(?:value|rows)\\(|Gauge\\.builder\\(|(\\.counter\\())\\s*\"(ringback\\.[a-z.]+)\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(ringback_[a-z_]+)`");
    private static final Pattern CONSTANT = Pattern.compile("(?m)^    ([A-Z]+(?:_[A-Z]+)*)[(,;]");

    private final String page = text(Path.of("docs/OPERATING.md"));

    @Test
    void everyAlertOfPrometheusHasItsHeading() {
        Set<String> shipped = found(RULE, 1, text(Path.of("deploy/monitoring/ringback.rules.yaml")));
        assertThat(shipped).hasSizeGreaterThan(15);
        assertThat(found(HEADING, 1, page)).isEqualTo(shipped);
    }

    @Test
    void everyMetricHasItsRow() throws IOException {
        Set<String> metrics = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path source :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                BUILT.matcher(text(source))
                        .results()
                        .forEach(built -> metrics.add(
                                built.group(2).replace('.', '_') + (built.group(1) == null ? "" : "_total")));
            }
        }
        assertThat(metrics).hasSizeGreaterThan(20);
        assertThat(found(ROW, 1, page)).isEqualTo(metrics);
    }

    @Test
    void everyDoubtHasItsRow() {
        Set<String> doubts = found(CONSTANT, 1, text(SOURCES.resolve("outbox/Doubt.java")));
        assertThat(doubts).hasSize(5).allSatisfy(doubt -> assertThat(page).contains("| `" + doubt + "` |"));
    }

    @Test
    void everyKindOfAlertHasItsRow() {
        Set<String> kinds = found(CONSTANT, 1, text(SOURCES.resolve("alerts/Kind.java")));
        assertThat(Stream.concat(
                        kinds.stream().map(String::toLowerCase),
                        Stream.of(Alarm.values()).map(Alarm::word)))
                .hasSize(19)
                .allSatisfy(word -> assertThat(page).contains("| `" + word + "` |"));
    }

    @Test
    void everyBackgroundLoopHasItsRow() throws IOException {
        Pattern started = Pattern.compile("\\.?(?:run|every|later)\\(\"([a-z-]+)\"");
        Set<String> loops = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(source -> loops.addAll(found(started, 1, text(source))));
        }
        assertThat(loops)
                .hasSizeGreaterThan(15)
                .allSatisfy(loop -> assertThat(page).contains("| `" + loop + "` |"));
    }

    private static Set<String> found(Pattern pattern, int group, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
