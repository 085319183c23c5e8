package dev.ringback.rules;

import dev.ringback.rules.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the rules of a file with each other: rules that never ring, and rules that ring twice about one thing. */
final class PairLint {
    private final FileOutline outline;
    private final List<Finding> findings = new ArrayList<>();

    PairLint(FileOutline outline) {
        this.outline = outline;
    }

    List<Finding> findings(RulesFile file) {
        List<Rule> rules = file.rules();
        for (int later = 0; later < rules.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                compare(rules.get(earlier), rules.get(later), outline.rules().get(later));
            }
        }
        return findings;
    }

    private void compare(Rule earlier, Rule later, String path) {
        if (earlier.mode() == Rule.Mode.OBSERVE || !isSame(earlier.about(), later.about())) {
            return;
        }
        boolean hasMatters = earlier.matter() != null && later.matter() != null;
        boolean areConditionsAlike = earlier.when() == null || isSame(earlier.when(), later.when());
        if (hasMatters && isSame(earlier.matter(), later.matter()) && areConditionsAlike && covers(earlier, later)) {
            add(
                    path,
                    "the rule '" + later.name() + "' is shadowed by '" + earlier.name()
                            + "', which takes the same events, things and matter before it; expected other events, another"
                            + " 'when' in the first of them, or one rule");
        } else if (!hasMatters
                && later.mode() == Rule.Mode.LIVE
                && (areConditionsAlike || later.when() == null)
                && common(earlier, later).isPresent()) {
            add(
                    path,
                    "the rules '" + earlier.name() + "' and '" + later.name() + "' both ring about '"
                            + later.about().text() + "' of "
                            + common(earlier, later).get()
                            + ", so a person is rung twice about one thing; expected an equal 'matter' in both, or one"
                            + " rule");
        }
    }

    private void add(String path, String message) {
        YamlReader.Place place = outline.place(path + "/name");
        findings.add(new Finding(place.line(), place.column(), Severity.WARNING, message));
    }

    private static boolean isSame(Expression one, Expression two) {
        return one != null
                && two != null
                && one.text().strip().equals(two.text().strip());
    }

    private static boolean covers(Rule earlier, Rule later) {
        return later.events().stream()
                .allMatch(taken -> earlier.events().stream().anyMatch(pattern -> covers(pattern, taken)));
    }

    private static boolean covers(Rule.EventPattern wide, Rule.EventPattern narrow) {
        return wide.text().equals(narrow.text())
                || wide.text().endsWith("*") && stem(narrow).startsWith(stem(wide));
    }

    /** Returns the narrower of two patterns that both rules have in common; empty if they hear no event together. */
    private static Optional<String> common(Rule earlier, Rule later) {
        return later.events().stream()
                .flatMap(two -> earlier.events().stream()
                        .filter(one -> covers(one, two) || covers(two, one))
                        .map(one -> covers(one, two) ? two.text() : one.text()))
                .findFirst();
    }

    private static String stem(Rule.EventPattern pattern) {
        return pattern.text().replaceAll("\\*$", "");
    }
}
