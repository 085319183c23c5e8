package dev.ringback.rules;

import dev.ringback.calls.campaigns.Schedule;
import dev.ringback.calls.lawful.clocks.Zone;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Holds the compiled rules of one version of the file. */
record RulesFile(List<Rule> rules, List<Lookup> lookups) {
    /** Creates a file without lookups. */
    RulesFile(List<Rule> rules) {
        this(rules, List.of());
    }

    /** @param line and {@code column} count from 1 */
    public record Problem(int line, int column, String message) {}

    /** The result of reading a file: all of its rules, or its problems and no rules. */
    sealed interface Parsed {
        record Valid(RulesFile file) implements Parsed {}

        record Invalid(List<Problem> problems) implements Parsed {
            /** Creates one problem with a named rule, at the name's line in the text. */
            static Invalid at(String text, String name, String message) {
                List<String> lines = text.lines().toList();
                int line = IntStream.range(0, lines.size())
                        .filter(i -> lines.get(i).matches("\\s*(- )?\\s*name:\\s*['\"]?" + name + "['\"]?\\s*(#.*)?"))
                        .findFirst()
                        .orElse(0);
                int column = lines.isEmpty() ? 0 : Math.max(0, lines.get(line).indexOf(name));
                return new Invalid(List.of(new Problem(line + 1, column + 1, message)));
            }

            String inWords() {
                return problems.stream()
                        .map(problem ->
                                "line " + problem.line() + ", column " + problem.column() + ": " + problem.message())
                        .collect(Collectors.joining("; "));
            }
        }
    }

    /**
     * Reads a file that is to be activated; any error rejects the whole file.
     *
     * @param zones finds a zone by its id; empty if there is none
     * @param now the instant from which its schedules must have dates
     */
    static Parsed parse(String yaml, Function<String, Optional<Zone>> zones, Instant now) {
        return new RulesParser((cron, zone) -> Schedule.checked(cron, zone, zones, now)).parse(yaml);
    }

    /** Reads a version that was active once. A schedule without dates left does not make the version invalid. */
    static Parsed stored(String yaml) {
        return new RulesParser((cron, zone) -> {}).parse(yaml);
    }

    /** Checks a rule's schedule. */
    interface ScheduleCheck {
        /** @throws IllegalArgumentException with the error in words */
        void check(String cron, String zone);
    }

    Optional<Rule> named(String name) {
        return rules.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    /** Returns the lookup of a name, if the file has one. */
    Optional<Lookup> lookup(String name) {
        return lookups.stream().filter(lookup -> lookup.name().equals(name)).findFirst();
    }

    Set<String> names() {
        return rules.stream().map(Rule::name).collect(Collectors.toSet());
    }
}
