package dev.ringback.outbox.drafts;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a campaign at the Hub: its installation, its draft, and the attempt to create it. At most 100 plain
 * characters. The Hub does not keep names unique (docs/HUB.md), so Ringback does.
 *
 * @param installation marks the campaigns of this installation, so that a sweep never touches those of another one
 */
record DraftName(UUID installation, UUID draft, int attempt) {
    private static final Pattern FORM =
            Pattern.compile("ringback-([0-9a-f]{8})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\\d{1,9})");

    String text() {
        return "ringback-" + shortOf(installation) + "-" + draft + "-" + attempt;
    }

    private static String shortOf(UUID installation) {
        return installation.toString().substring(0, 8);
    }

    /** Parses a name; empty if the name does not carry this installation's mark. */
    static Optional<DraftName> of(UUID installation, String name) {
        Matcher match = FORM.matcher(name == null ? "" : name);
        return match.matches() && match.group(1).equals(shortOf(installation))
                ? Optional.of(
                        new DraftName(installation, UUID.fromString(match.group(2)), Integer.parseInt(match.group(3))))
                : Optional.empty();
    }
}
