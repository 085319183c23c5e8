package dev.ringback.rules;

import dev.ringback.intake.NewestEvents.Type;
import dev.ringback.platform.NearMiss;
import dev.ringback.rules.BodyShape.Search;
import dev.ringback.rules.ExpressionPaths.Path;
import dev.ringback.rules.ExpressionPaths.Segment;
import dev.ringback.rules.Finding.Severity;
import dev.ringback.rules.RuleExpressions.Placed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks expressions by the bodies that are known: fields that no event has, comparisons that always fail. */
final class FieldLint {
    /** The least number of stored events by which a condition is judged. */
    private static final int ENOUGH = 20;

    private final FileOutline outline;
    private final BodiesOfTypes bodies;
    private final boolean triesConditions;
    private final List<Finding> findings = new ArrayList<>();

    /** @param triesConditions whether conditions are tried on stored events */
    FieldLint(FileOutline outline, BodiesOfTypes bodies, boolean triesConditions) {
        this.triesConditions = triesConditions;
        this.outline = outline;
        this.bodies = bodies;
    }

    List<Finding> findings(RulesFile file) {
        List<String> paths = outline.rules();
        for (int i = 0; i < file.rules().size(); i++) {
            Rule rule = file.rules().get(i);
            for (Placed placed : RuleExpressions.of(outline, paths.get(i), rule)) {
                Set<Path> wrong = checkComparisons(placed);
                checkFields(placed, wrong);
            }
            checkCondition(paths.get(i) + "/when", rule);
        }
        return findings;
    }

    private void add(Placed placed, Path path, Severity severity, String message) {
        YamlReader.Place place = outline.inside(placed.path(), path.position());
        findings.add(new Finding(place.line(), place.column(), severity, message));
    }

    // --- Fields

    /** @param reported fields that a finding names already */
    private void checkFields(Placed placed, Set<Path> reported) {
        boolean asksForType = asksForType(placed.expression());
        for (Path path : placed.expression().paths()) {
            if (path.isOptional() || reported.contains(path)) {
                continue;
            }
            List<Rule.EventPattern> without = new ArrayList<>();
            int known = 0;
            for (Rule.EventPattern pattern : placed.events()) {
                List<Type> types = bodies.takenBy(pattern);
                known += types.isEmpty() ? 0 : 1;
                if (!types.isEmpty() && types.stream().allMatch(type -> isMissing(type, path))) {
                    without.add(pattern);
                }
            }
            if (!without.isEmpty() && (!asksForType || without.size() == known)) {
                add(placed, path, Severity.WARNING, noField(path, without));
            }
        }
    }

    private boolean isMissing(Type type, Path path) {
        return bodies.shape(type).find(path.segments()) instanceof Search.Missing;
    }

    private String noField(Path path, List<Rule.EventPattern> without) {
        Type type = bodies.takenBy(without.getFirst()).getFirst();
        String events = without.stream().map(Rule.EventPattern::text).collect(Collectors.joining(", "));
        return "no known event of " + events + " has '" + path.text() + "'" + nearest(path, bodies.shape(type));
    }

    private static String nearest(Path path, BodyShape shape) {
        if (!(shape.find(path.segments()) instanceof Search.Missing(int index, Set<String> near))) {
            return "";
        }
        if (near.isEmpty()) {
            return "; '" + path.text(index) + "' is no object there";
        }
        if (!(path.segments().get(index) instanceof Segment.Field(var name))) {
            return "; '" + path.text(index) + "' is no list there";
        }
        Optional<String> elsewhere = shape.pathTo(name).map(found -> new Path(found, false, -1).text());
        String prefix = path.text(index) + ".";
        String hint = NearMiss.of(
                prefix + name, near.stream().map(each -> prefix + each).toList());
        return hint.isEmpty()
                ? elsewhere.map(text -> "; did you mean '" + text + "'?").orElse("")
                : hint;
    }

    // --- Comparisons

    /** Reports comparisons that fail on every known event, and returns the fields they are about. */
    private Set<Path> checkComparisons(Placed placed) {
        Set<Path> wrong = new LinkedHashSet<>();
        for (ExpressionComparisons.Comparison comparison : placed.expression().comparisons()) {
            Set<ValueKind> kinds = kinds(placed, comparison.path());
            kinds.remove(ValueKind.NULL);
            boolean isPossible = kinds.isEmpty()
                    || comparison.constants().stream().anyMatch(constant -> kinds.contains(constant.kind()));
            if (!isPossible) {
                wrong.add(comparison.path());
                add(
                        placed,
                        comparison.path(),
                        severity(placed),
                        WrongComparison.message(comparison, kinds, placed.events()));
            }
        }
        return wrong;
    }

    /** A file is refused by the release's samples, or by many events: a few may be odd ones. */
    private Severity severity(Placed placed) {
        List<List<Type>> types = placed.events().stream().map(bodies::takenBy).toList();
        int events = types.stream()
                .flatMap(List::stream)
                .distinct()
                .mapToInt(type -> bodies.facts(type).size())
                .sum();
        boolean isSure = (events == 0 || events >= ENOUGH)
                && types.stream().noneMatch(List::isEmpty)
                && !asksForType(placed.expression());
        return isSure ? Severity.ERROR : Severity.WARNING;
    }

    private static boolean asksForType(Expression expression) {
        return expression.reads("type") || expression.reads("source");
    }

    private Set<ValueKind> kinds(Placed placed, Path path) {
        Set<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);
        for (Rule.EventPattern pattern : placed.events()) {
            for (Type type : bodies.takenBy(pattern)) {
                if (bodies.shape(type).find(path.segments()) instanceof Search.Found(var found)) {
                    kinds.addAll(found);
                }
            }
        }
        return kinds;
    }

    // --- Conditions

    private void checkCondition(String path, Rule rule) {
        if (rule.when() == null || !triesConditions) {
            return;
        }
        List<Facts> events = rule.events().stream()
                .flatMap(pattern -> bodies.takenBy(pattern).stream())
                .distinct()
                .flatMap(type -> bodies.facts(type).stream())
                .toList();
        if (events.size() < ENOUGH) {
            return;
        }
        Map<String, Integer> reasons = new HashMap<>();
        for (Facts facts : events) {
            String reason = whyNot(rule.when(), facts);
            if (reason == null) {
                return;
            }
            reasons.merge(reason, 1, Integer::sum);
        }
        Map.Entry<String, Integer> most = reasons.entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .orElseThrow();
        YamlReader.Place place = outline.place(path);
        findings.add(new Finding(
                place.line(),
                place.column(),
                Severity.WARNING,
                "none of the " + events.size() + " newest stored events of these types passes 'when'; "
                        + most.getValue() + " times it " + most.getKey()));
    }

    /** @return null if the condition is true */
    private static String whyNot(Expression when, Facts facts) {
        return switch (when.evaluate(facts.variables())) {
            case Expression.Value.Present(Boolean isTrue) -> isTrue ? null : "is false";
            case Expression.Value.Present(var other) -> RuleEvaluator.noTruth(other);
            case Expression.Value.Absent(var why) -> "has no value: " + why;
            case Expression.Value.Failed(var why) -> "fails: " + why;
        };
    }
}
