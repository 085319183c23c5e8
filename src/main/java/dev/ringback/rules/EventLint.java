package dev.ringback.rules;

import dev.ringback.intake.NewestEvents.Type;
import dev.ringback.intake.sources.EventTypes;
import dev.ringback.intake.sources.Kind;
import dev.ringback.platform.NearMiss;
import dev.ringback.rules.Finding.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Checks which events the rules wait for: sources that do not exist, types that no sender has. */
final class EventLint {
    private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]");

    private final FileOutline outline;
    private final KnownSources sources;
    private final Collection<Type> received;
    private final List<Finding> findings = new ArrayList<>();

    /** @param received types of which there are events: a sender has them, whatever the tables say */
    EventLint(FileOutline outline, KnownSources sources, Collection<Type> received) {
        this.outline = outline;
        this.sources = sources;
        this.received = received;
    }

    List<Finding> findings() {
        for (String rule : outline.rules()) {
            List<PlacedPattern> events = PlacedPattern.of(outline, rule + "/events");
            Stream<PlacedPattern> cancels = IntStream.range(0, outline.size(rule + "/cancel"))
                    .boxed()
                    .flatMap(i -> PlacedPattern.of(outline, rule + "/cancel/" + i + "/events").stream());
            Stream.concat(events.stream(), cancels).forEach(this::check);
        }
        return findings;
    }

    private void add(String path, int offset, Severity severity, String message) {
        YamlReader.Place place = outline.inside(path, offset);
        findings.add(new Finding(place.line(), place.column(), severity, message));
    }

    private void check(PlacedPattern placed) {
        Optional<String> named = placed.pattern().source();
        boolean isKnown = sources.origin() == KnownSources.Origin.NONE
                || !sources.takenBy(placed.pattern()).isEmpty();
        if (!isKnown) {
            unknownSource(placed, named.orElse(placed.pattern().text()));
        } else if (named.isPresent()) {
            String type = placed.pattern().text().substring(named.get().length() + 1);
            kind(named.get(), type).ifPresent(kind -> checkType(placed, named.get(), type, EventTypes.of(kind)));
        }
    }

    /** Only warns a service without any source: it may be a rehearsal or serve campaigns alone. */
    private void unknownSource(PlacedPattern placed, String source) {
        boolean isWithStar = source.endsWith("*");
        boolean isRefused = sources.origin() == KnownSources.Origin.SERVICE
                && !sources.names().isEmpty()
                && received.stream()
                        .noneMatch(type -> type.source().equals(source)); // of another deployment, or retired
        add(
                placed.path(),
                0,
                isRefused ? Severity.ERROR : Severity.WARNING,
                (isWithStar
                                ? "no source of ringback.sources begins with '"
                                        + source.substring(0, source.length() - 1) + "'"
                                : "'" + source + "' is not a source of ringback.sources")
                        + NearMiss.of(source, sources.names()) + "; expected "
                        + (sources.names().isEmpty()
                                ? "one, and none is configured"
                                : "one of " + joined(sources.names())));
    }

    private static String joined(Collection<String> words) {
        return String.join(", ", words);
    }

    private Optional<Kind> kind(String source, String type) {
        return sources.origin() == KnownSources.Origin.NONE
                ? EventTypes.kindByForm(type.replaceAll("\\*$", ""))
                : sources.named(source).map(KnownSources.Source::kind);
    }

    private void checkType(PlacedPattern placed, String source, String type, EventTypes types) {
        boolean isWithStar = type.endsWith("*");
        String wanted = isWithStar ? type.substring(0, type.length() - 1) : type;
        boolean isReceived = received.stream().anyMatch(each -> placed.pattern().matches(each.source(), each.type()));
        if (isReceived || (isWithStar ? types.containsBeginning(wanted) : types.contains(type))) {
            return;
        }
        int offset = source.length() + 1;
        String hint = isWithStar ? NearMiss.of(wanted, types.beginnings()) : near(type, types.all());
        if (!hint.isEmpty()) {
            add(placed.path(), offset, Severity.ERROR, notOf(types, wanted, isWithStar) + hint);
        } else if (isSurelyOf(types, source)) {
            add(
                    placed.path(),
                    offset,
                    Severity.WARNING,
                    notOf(types, wanted, isWithStar) + " that this release knows; ignore this if it is newer");
        }
    }

    private static String notOf(EventTypes types, String wanted, boolean isWithStar) {
        return isWithStar
                ? "no type of " + types.sender() + "'s events begins with '" + wanted + "'"
                : "'" + wanted + "' is no type of " + types.sender() + "'s events";
    }

    /** Whether the source's kind is more than a guess by one type: it is configured, or another type is of that kind. */
    private boolean isSurelyOf(EventTypes types, String source) {
        return sources.origin() != KnownSources.Origin.NONE
                || outline.rules().stream()
                        .flatMap(rule -> PlacedPattern.of(outline, rule + "/events").stream())
                        .filter(placed -> placed.pattern().source().equals(Optional.of(source)))
                        .anyMatch(
                                placed -> types.contains(placed.pattern().text().substring(source.length() + 1)));
    }

    /** Returns the type that was probably meant: misspelt, with other separators, or without its first word. */
    private static String near(String type, Set<String> known) {
        String hint = NearMiss.of(type, known);
        if (!hint.isEmpty()) {
            return hint;
        }
        String bare = bare(type);
        boolean hasSeveralWords = type.indexOf('.') > 0;
        return known.stream()
                .filter(each -> bare(each).equals(bare) || hasSeveralWords && each.endsWith("." + type))
                .findFirst()
                .map(each -> "; did you mean '" + each + "'?")
                .orElse("");
    }

    private static String bare(String type) {
        return SEPARATORS.matcher(type.toLowerCase(Locale.ROOT)).replaceAll("");
    }
}
