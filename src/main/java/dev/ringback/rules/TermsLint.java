package dev.ringback.rules;

import dev.ringback.calls.lawful.law.Consent;
import dev.ringback.calls.lawful.law.Pack;
import dev.ringback.calls.lawful.law.Packs;
import dev.ringback.rules.Finding.Severity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the terms of a file: windows that nothing uses, limits that never bind, consent that the law does not accept. */
final class TermsLint {
    private static final String NORTH_AMERICA = "+1";

    private final FileOutline outline;
    private final boolean ringsAmericans;
    private final LocalDate today;
    private final List<Finding> findings = new ArrayList<>();

    /** @param ringsAmericans whether numbers of the United States may be rung */
    TermsLint(FileOutline outline, boolean ringsAmericans, LocalDate today) {
        this.outline = outline;
        this.ringsAmericans = ringsAmericans;
        this.today = today;
    }

    List<Finding> findings(RulesFile file) {
        checkWindows();
        checkLimits(file);
        checkConsent(file);
        return findings;
    }

    private void add(YamlReader.Place place, String message) {
        findings.add(new Finding(place.line(), place.column(), Severity.WARNING, message));
    }

    private void checkWindows() {
        Set<String> used = new HashSet<>();
        outline.rules().forEach(rule -> outline.text(rule + "/window").ifPresent(used::add));
        outline.names("windows").stream()
                .filter(name -> !used.contains(name))
                .forEach(name -> add(
                        outline.placeOfKey("windows/" + name),
                        "no rule has the window '" + name + "'; expected 'window: " + name + "' in a rule"));
    }

    private void checkLimits(RulesFile file) {
        List<Rule.Limit> limits = file.limits();
        for (int i = 0; i < limits.size(); i++) {
            List<Rule.Limit> others = new ArrayList<>(limits);
            Rule.Limit limit = others.remove(i);
            int index = i;
            narrower(limit, others)
                    .filter(other ->
                            !other.equals(limit) || limits.indexOf(other) < index) // of two equal ones the later
                    .ifPresent(other -> add(outline.place("limits/" + index), neverBinds(limit, other)));
        }
        for (int i = 0; i < file.rules().size(); i++) {
            Rule.Limit limit = file.rules().get(i).limit();
            String path = outline.rules().get(i) + "/limit";
            Optional.ofNullable(limit)
                    .flatMap(own -> narrower(own, limits))
                    .ifPresent(other -> add(outline.place(path), neverBinds(limit, other)));
        }
    }

    private static Optional<Rule.Limit> narrower(Rule.Limit limit, List<Rule.Limit> others) {
        return others.stream()
                .filter(other -> other.calls() <= limit.calls() && other.per().compareTo(limit.per()) >= 0)
                .findFirst();
    }

    private static String neverBinds(Rule.Limit limit, Rule.Limit other) {
        return "the limit of " + inWords(limit) + " never binds, since another allows " + inWords(other)
                + "; expected fewer calls or a longer period, or none";
    }

    private static String inWords(Rule.Limit limit) {
        long seconds = limit.per().toSeconds();
        String per = seconds % 86_400 == 0
                ? seconds / 86_400 + "d"
                : seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
        return limit.calls() + " in " + per;
    }

    /** Only callers from a number of North America are taken to ring the United States. */
    private void checkConsent(RulesFile file) {
        for (int i = 0; i < file.rules().size(); i++) {
            Rule rule = file.rules().get(i);
            String path = outline.rules().get(i);
            boolean isMarketing =
                    outline.text(path + "/purpose").filter("marketing"::equals).isPresent();
            if (isMarketing
                    && ringsAmericans
                    && rule.from().e164().startsWith(NORTH_AMERICA)
                    && rule.consent().basis() != Rule.ConsentTerms.Basis.WRITTEN) {
                lawOnConsent()
                        .ifPresent(pack -> add(
                                outline.place(path + "/consent"),
                                "marketing by an artificial voice in the United States needs consent in writing ("
                                        + pack.source()
                                        + "); expected 'consent: { given: …, basis: written }' if people"
                                        + " gave it so"));
            }
        }
    }

    private Optional<Pack> lawOnConsent() {
        return Packs.ofRelease().all().stream()
                .filter(pack -> pack.code().equals("US") && pack.isInForce(today) && pack.consent() == Consent.WRITTEN)
                .findFirst();
    }
}
