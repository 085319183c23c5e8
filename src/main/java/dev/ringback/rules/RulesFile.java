package dev.ringback.rules;

import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.hub.HubLookup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Holds the compiled rules of one version of the file.
 *
 * @param limits the most calls to a person over all rules and campaigns
 * @param lookups what the agent may ask during a call
 * @param tests events with the verdicts that they must lead to
 */
record RulesFile(List<Rule> rules, List<Rule.Limit> limits, List<Lookup> lookups, List<RuleTest> tests) {
    /** Creates a file of rules alone. */
    RulesFile(List<Rule> rules) {
        this(rules, List.of(), List.of(), List.of());
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
        return parse(yaml, zones, now, HubLookup.AS_WRITTEN);
    }

    /**
     * Reads a file whose agents and caller numbers are looked up at the Hub; otherwise as the other method.
     *
     * @param hub finds an agent by id or name, and a number by itself or its id
     */
    static Parsed parse(String yaml, Function<String, Optional<Zone>> zones, Instant now, HubLookup hub) {
        return new RulesParser(new Use.Activation(zones, now), hub).parse(yaml);
    }

    /**
     * Reads a version that was active once.
     *
     * @param hub the names as they were understood when the version was activated
     */
    static Parsed stored(String yaml, HubLookup hub) {
        return new RulesParser(new Use.Stored(), hub).parse(yaml);
    }

    /** Reads a version that names no agent and no number of the Hub by another name than its own. */
    static Parsed stored(String yaml) {
        return stored(yaml, HubLookup.AS_WRITTEN);
    }

    /** Says for which use a file is read. */
    sealed interface Use {
        /**
         * The file is to be activated.
         *
         * @param zones finds a zone by its id; empty if there is none
         * @param now the instant from which its schedules must have dates
         */
        record Activation(Function<String, Optional<Zone>> zones, Instant now) implements Use {}

        /**
         * The version was active once, and decides for ever. A schedule without dates left, a zone, currency or locale that
         * is gone, and a form that an earlier release let through do not make it invalid.
         */
        record Stored() implements Use {}
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
