package dev.ringback.rules;

import dev.ringback.intake.sources.EventTypes;
import dev.ringback.intake.sources.Kind;
import dev.ringback.rules.Finding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Warns of rules that hear one account twice: two endpoints deliver the same things, and each would ring. */
final class SenderLint {
    private final FileOutline outline;
    private final KnownSources sources;
    private final List<Finding> findings = new ArrayList<>();

    SenderLint(FileOutline outline, KnownSources sources) {
        this.outline = outline;
        this.sources = sources;
    }

    List<Finding> findings() {
        for (String rule : outline.rules()) {
            checkSenders(rule + "/events", PlacedPattern.of(outline, rule + "/events"));
        }
        return findings;
    }

    private void add(String path, String message) {
        YamlReader.Place place = outline.place(path);
        findings.add(new Finding(place.line(), place.column(), Severity.WARNING, message));
    }

    private void checkSenders(String path, List<PlacedPattern> events) {
        if (sources.origin() == KnownSources.Origin.NONE) {
            sourcesOfOneType(events)
                    .ifPresent(names -> add(
                            path,
                            "the rule hears one type from several sources (" + String.join(", ", names)
                                    + "): if they are endpoints of one account, give them one"
                                    + " ringback.sources.NAME.sender, or the same thing rings once for each"));
            return;
        }
        Set<KnownSources.Source> heard = events.stream()
                .flatMap(each -> sources.takenBy(each.pattern()).stream())
                .collect(Collectors.toSet());
        for (Kind kind : Kind.values()) {
            List<KnownSources.Source> ofKind =
                    heard.stream().filter(source -> source.kind() == kind).toList();
            Set<String> senders =
                    ofKind.stream().map(KnownSources.Source::sender).collect(Collectors.toCollection(TreeSet::new));
            Set<String> names =
                    ofKind.stream().map(KnownSources.Source::name).collect(Collectors.toCollection(TreeSet::new));
            if (senders.size() > 1) {
                add(
                        path,
                        "the rule hears several " + EventTypes.of(kind).sender() + " senders ("
                                + String.join(", ", senders)
                                + "): if they are one account, give their sources one ringback.sources.NAME.sender, or"
                                + " the same thing rings once for each");
            } else if (names.size() > 1) {
                add(
                        path,
                        "the rule hears several sources (" + String.join(", ", names) + ") of one sender ("
                                + senders.iterator().next() + "): the same fact may come by each; its thing rings once"
                                + " only where 'about' gives the same text for all of them");
            }
        }
    }

    /** Returns the sources that the rule names with one and the same type; empty if there are not several. */
    private static Optional<Set<String>> sourcesOfOneType(List<PlacedPattern> events) {
        Map<String, Set<String>> byType = new LinkedHashMap<>();
        for (PlacedPattern event : events) {
            event.pattern()
                    .source()
                    .ifPresent(source -> byType.computeIfAbsent(
                                    event.pattern().text().substring(source.length() + 1), type -> new TreeSet<>())
                            .add(source));
        }
        return byType.values().stream().filter(names -> names.size() > 1).findFirst();
    }
}
