package dev.ringback.outbox.drafts;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a campaign is called at the Hub: whose it is, which draft, and which attempt to create it. At most 100 plain
 * characters; the Hub does not keep names unique (docs/HUB.md), so we do.
 *
 * @param installation which marks ours, so that a sweep never touches another's
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

    /** Reads a name; empty if it is none of this installation's. */
    static Optional<DraftName> of(UUID installation, String name) {
        Matcher match = FORM.matcher(name == null ? "" : name);
        return match.matches() && match.group(1).equals(shortOf(installation))
                ? Optional.of(
                        new DraftName(installation, UUID.fromString(match.group(2)), Integer.parseInt(match.group(3))))
                : Optional.empty();
    }
}
