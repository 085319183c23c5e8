package dev.ringback.rules;

import dev.ringback.rules.Finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The result of a check of a rules file.
 *
 * @param errors why the file would be refused, failed tests among them; empty if it would be accepted
 * @param warnings what is probably not meant
 * @param tests the results of its tests; empty if it has none, or if it cannot be read
 */
public record CheckReport(List<Problem> errors, List<Problem> warnings, List<Test> tests) {
    /** @param line from 1, as is {@code column} */
    public record Problem(int line, int column, String message) {
        private static Problem of(Finding finding) {
            return new Problem(finding.line(), finding.column(), finding.message());
        }
    }

    /** @param detail null if the test passed */
    public record Test(String name, boolean passed, String detail) {}

    /**
     * Puts a report together.
     *
     * @param tests runs the tests; empty if nothing can
     * @param further findings that do not come from the text
     */
    static CheckReport of(
            String text,
            RulesFile.Parsed parsed,
            RulesLint lint,
            Optional<FileTests> tests,
            Function<String, Optional<byte[]>> files,
            List<Finding> further) {
        return switch (parsed) {
            case RulesFile.Parsed.Invalid(var problems) -> {
                Stream<Finding> ofForm = problems.stream().map(CheckReport::error);
                yield of(
                        Stream.of(further.stream(), ofForm, lint.findings(text).stream())
                                .flatMap(Function.identity())
                                .toList(),
                        List.of());
            }
            case RulesFile.Parsed.Valid(var file) -> {
                List<FileTests.Result> results =
                        tests.map(each -> each.run(file, files)).orElse(List.of());
                List<Finding> findings = new ArrayList<>(further);
                findings.addAll(lint.findings(text, file));
                results.stream().filter(result -> !result.passed()).forEach(result -> findings.add(error(result)));
                if (tests.isEmpty() && !file.tests().isEmpty()) {
                    findings.add(notRun(file.tests().getFirst()));
                }
                yield of(findings, results);
            }
        };
    }

    private static Finding error(RulesFile.Problem problem) {
        return new Finding(problem.line(), problem.column(), Severity.ERROR, problem.message());
    }

    private static Finding error(FileTests.Result failed) {
        return new Finding(
                failed.line(),
                failed.column(),
                Severity.ERROR,
                "the test '" + failed.name() + "' failed"
                        + (failed.detail() == null || failed.detail().isBlank() ? "" : ": " + failed.detail()));
    }

    private static Finding notRun(RuleTest test) {
        return new Finding(test.line(), test.column(), Severity.WARNING, "the tests are read, but not run here");
    }

    private static CheckReport of(List<Finding> findings, List<FileTests.Result> results) {
        return new CheckReport(
                ofSeverity(findings, Severity.ERROR),
                ofSeverity(findings, Severity.WARNING),
                results.stream()
                        .map(result ->
                                new Test(result.name(), result.passed(), result.passed() ? null : result.detail()))
                        .toList());
    }

    private static List<Problem> ofSeverity(List<Finding> findings, Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .map(Problem::of)
                .distinct()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }
}
