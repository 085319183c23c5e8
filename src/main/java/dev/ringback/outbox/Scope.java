package dev.ringback.outbox;

import dev.ringback.privacy.PhoneNumber;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names the writes that one pause holds. Every entry lists its scopes. The database and the API have the text form,
 * such as {@code all} or {@code agent:ID}.
 *
 * @param name the name within the kind, or the whole text of the kind {@link Kind#OTHER}; null for {@link #ALL} and
 *     {@link #ACCOUNT}
 */
public record Scope(Kind kind, String name) {
    public static final Scope ALL = new Scope(Kind.ALL, null);
    public static final Scope ACCOUNT = new Scope(Kind.ACCOUNT, null);

    /** The kind of a scope. Its word is a label of metrics, and begins the text of a known kind. */
    public enum Kind {
        ALL,
        /** The account at the Hub, whose API key may be refused. */
        ACCOUNT,
        /** An agent, by the Hub's id. */
        AGENT,
        /** A caller number. */
        NUMBER,
        RULE,
        /** A campaign of ours, by its id. Only the campaign's own resume lifts its pause. */
        CAMPAIGN,
        /** A stored text that names no other kind. Ringback writes none, and a resume lifts its pause. */
        OTHER;

        /** An id as {@link UUID#toString} writes it. */
        private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the beginning of the text of each scope of this kind, for SQL that selects or builds such texts. */
        public String prefix() {
            return word() + ':';
        }

        private boolean fits(String name) {
            return switch (this) {
                case ALL, ACCOUNT -> name == null;
                case AGENT, NUMBER, RULE -> name != null && !name.isEmpty();
                case CAMPAIGN -> name != null && ID.matcher(name).matches();
                case OTHER -> name != null;
            };
        }
    }

    /** @throws IllegalArgumentException if the name does not fit the kind */
    public Scope {
        if (!kind.fits(name)) {
            throw new IllegalArgumentException("the name does not fit a scope of the kind " + kind.word());
        }
    }

    public static Scope agent(String id) {
        return new Scope(Kind.AGENT, id);
    }

    public static Scope number(PhoneNumber number) {
        return new Scope(Kind.NUMBER, number.e164());
    }

    public static Scope rule(String name) {
        return new Scope(Kind.RULE, name);
    }

    public static Scope campaign(UUID id) {
        return new Scope(Kind.CAMPAIGN, id.toString());
    }

    /** Parses a stored text. Never throws, since an operator must be able to see and lift any pause. */
    public static Scope parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        String name = colon < 0 ? null : text.substring(colon + 1);
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.OTHER && kind.word().equals(word) && kind.fits(name))
                .findFirst()
                .map(kind -> new Scope(kind, name))
                .orElseGet(() -> new Scope(Kind.OTHER, text));
    }

    /** Returns the text form, for the database and the API. */
    public String text() {
        return switch (kind) {
            case ALL, ACCOUNT -> kind.word();
            case AGENT, NUMBER, RULE, CAMPAIGN -> kind.prefix() + name;
            case OTHER -> name;
        };
    }

    /** Returns the text forms, for an array of the database. */
    static String[] texts(Collection<Scope> scopes) {
        return scopes.stream().map(Scope::text).toArray(String[]::new);
    }

    /** Hides a caller number in logs and messages, although it is no secret. An unknown text may contain anything. */
    @Override
    public String toString() {
        return switch (kind) {
            case NUMBER -> "a caller number";
            case OTHER -> "an unknown scope";
            case ALL, ACCOUNT, AGENT, RULE, CAMPAIGN -> text();
        };
    }
}
