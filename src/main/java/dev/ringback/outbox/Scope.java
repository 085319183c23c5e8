package dev.ringback.outbox;

import dev.ringback.privacy.PhoneNumber;
import java.util.Collection;
import java.util.Locale;
import java.util.UUID;

/**
 * Names what a pause holds. Every entry lists its scopes. The database and the API have the text form, such as
 * {@code all} or {@code agent:ID}.
 *
 * @param name the name within the kind; null for {@link #ALL} and {@link #ACCOUNT}
 */
public record Scope(Kind kind, String name) {
    public static final Scope ALL = new Scope(Kind.ALL, null);
    public static final Scope ACCOUNT = new Scope(Kind.ACCOUNT, null);

    /** The kind of a scope. Its word is stored and is a label of metrics. */
    public enum Kind {
        ALL,
        /** The account at the Hub, whose API key may be refused. */
        ACCOUNT,
        /** An agent, by the Hub's id. */
        AGENT,
        /** A caller number. */
        NUMBER,
        RULE,
        /** A campaign of ours. Only the campaign's own resume lifts its pause. */
        CAMPAIGN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the beginning of the text of each scope of this kind, for SQL that selects or builds such texts. */
        public String prefix() {
            return word() + ':';
        }

        private boolean hasName() {
            return this != ALL && this != ACCOUNT;
        }
    }

    /** @throws IllegalArgumentException if the name does not fit the kind */
    public Scope {
        if (kind.hasName() ? name == null || name.isEmpty() : name != null) {
            throw new IllegalArgumentException(
                    kind.hasName() ? "a scope of this kind has a name" : "a scope of this kind has no name");
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

    /**
     * Parses the text form.
     *
     * @throws IllegalArgumentException if no kind has such a text
     */
    public static Scope parse(String text) {
        for (Kind kind : Kind.values()) {
            if (!kind.hasName() && text.equals(kind.word())) {
                return new Scope(kind, null);
            }
            if (kind.hasName() && text.startsWith(kind.prefix())) {
                return new Scope(kind, text.substring(kind.prefix().length()));
            }
        }
        throw new IllegalArgumentException("a text of " + text.length() + " letters names no scope");
    }

    /** Returns the text form, for the database and the API. */
    public String text() {
        return kind.hasName() ? kind.prefix() + name : kind.word();
    }

    /** Returns the text forms, for an array of the database. */
    static String[] texts(Collection<Scope> scopes) {
        return scopes.stream().map(Scope::text).toArray(String[]::new);
    }

    /** Hides a caller number in logs and messages, although it is no secret. */
    @Override
    public String toString() {
        return kind == Kind.NUMBER ? "a caller number" : text();
    }
}
