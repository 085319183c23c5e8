package dev.ringback.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of one version of the file, compiled. */
record RulesFile(List<Rule> rules) {
    /** @param line and {@code column} count from 1 */
    public record Problem(int line, int column, String message) {}

    /** What reading a file came to: all of it, or nothing and why. */
    sealed interface Parsed {
        record Valid(RulesFile file) implements Parsed {}

        record Invalid(List<Problem> problems) implements Parsed {
            String inWords() {
                return problems.stream()
                        .map(problem ->
                                "line " + problem.line() + ", column " + problem.column() + ": " + problem.message())
                        .collect(Collectors.joining("; "));
            }
        }
    }

    /** Reads a file; any error refuses it whole. */
    static Parsed parse(String yaml) {
        return new RulesParser().parse(yaml);
    }

    Optional<Rule> named(String name) {
        return rules.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    Set<String> names() {
        return rules.stream().map(Rule::name).collect(Collectors.toSet());
    }
}
