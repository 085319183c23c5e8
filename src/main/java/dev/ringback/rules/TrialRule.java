package dev.ringback.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A rule of a trial. A rule that decides alike in both files of a trial is tried once for both.
 *
 * @param index its place in the trial, from 0
 * @param given whether it is the given file's
 * @param active whether it is the active version's
 * @param matters the rules with an equal number share their matters
 * @param endsPersons whether it has a cancel by person
 */
record TrialRule(Rule rule, int index, long key, boolean given, boolean active, int matters, boolean endsPersons) {
    private static final long NANOS = 1_000; // in a microsecond
    private static final int SHARED = 0;
    private static final int OF_GIVEN = 1;
    private static final int OF_ACTIVE = 2;

    String name() {
        return rule.name();
    }

    long expireMicros() {
        return rule.expire().toNanos() / NANOS;
    }

    /** Whether both files have the rule, and it decides alike. */
    boolean isShared() {
        return given && active;
    }

    /** Returns the rules of one file. */
    static List<TrialRule> of(RulesFile file, TrialKeys keys) {
        List<TrialRule> all = new ArrayList<>();
        file.rules().forEach(rule -> add(all, rule, keys, true, false, SHARED));
        return all;
    }

    /** Returns the rules of a given file and of the active version, each file's in its order. */
    static List<TrialRule> of(RulesFile given, RulesFile active, TrialKeys keys) {
        boolean areMattersShared = matters(given).equals(matters(active))
                && matters(given).stream().allMatch(name -> isAlike(given, active, name));
        List<TrialRule> all = new ArrayList<>();
        for (Rule rule : given.rules()) {
            boolean isShared = isAlike(given, active, rule.name()) && (rule.matter() == null || areMattersShared);
            add(all, rule, keys, true, isShared, isShared ? SHARED : OF_GIVEN);
        }
        Set<String> shared = Set.copyOf(
                all.stream().filter(TrialRule::isShared).map(TrialRule::name).toList());
        active.rules().stream()
                .filter(rule -> !shared.contains(rule.name()))
                .forEach(rule -> add(all, rule, keys, false, true, OF_ACTIVE));
        return all;
    }

    private static void add(
            List<TrialRule> all, Rule rule, TrialKeys keys, boolean given, boolean active, int matters) {
        boolean endsPersons = rule.cancels().stream().anyMatch(cancel -> cancel.to() != null);
        all.add(new TrialRule(rule, all.size(), keys.of(all.size(), 1), given, active, matters, endsPersons));
    }

    /** Returns the names of the rules with a matter, in the file's order. */
    private static List<String> matters(RulesFile file) {
        return file.rules().stream()
                .filter(rule -> rule.matter() != null)
                .map(Rule::name)
                .toList();
    }

    private static boolean isAlike(RulesFile one, RulesFile other, String name) {
        Optional<Rule> rule = one.named(name);
        Optional<Rule> counterpart = other.named(name);
        return rule.isPresent()
                && counterpart.isPresent()
                && RuleChanges.between(rule.get(), counterpart.get()).isEmpty();
    }
}
