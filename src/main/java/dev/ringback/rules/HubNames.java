package dev.ringback.rules;

import dev.ringback.hub.HubLookup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.hibernate.Session;

/**
 * Stores what each version's names of agents and numbers stood for at the Hub. Owns the table {@code rules_hub_name}. Runs
 * in the caller's transaction.
 */
@ApplicationScoped
class HubNames {
    private final Session database;

    HubNames(Session database) {
        this.database = database;
    }

    /** The kinds of names. */
    enum Kind {
        AGENT,
        NUMBER
    }

    private record Name(Kind kind, String text) {}

    /** Asks another look-up, and keeps its answers that differ from the text. */
    static final class Recording implements HubLookup {
        private final HubLookup hub;
        private final Map<Name, String> values = new LinkedHashMap<>();

        Recording(HubLookup hub) {
            this.hub = hub;
        }

        @Override
        public Found agent(String text) {
            return kept(new Name(Kind.AGENT, text), hub.agent(text));
        }

        @Override
        public Found number(String text) {
            return kept(new Name(Kind.NUMBER, text), hub.number(text));
        }

        private Found kept(Name name, Found found) {
            if (found instanceof Found.Is(var value) && !value.equals(name.text)) {
                values.put(name, value);
            }
            return found;
        }
    }

    void store(int version, Recording names) {
        names.values.forEach((name, value) -> database.createNativeMutationQuery("""
                        INSERT INTO rules_hub_name (version, kind, name, value) VALUES (:version, :kind, :name, :value)
                        ON CONFLICT (version, kind, name) DO UPDATE SET value = excluded.value
                        """)
                .setParameter("version", version)
                .setParameter("kind", name.kind.name())
                .setParameter("name", name.text)
                .setParameter("value", value)
                .executeUpdate());
    }

    private record Row(String kind, String name, String value) {}

    /** Returns a version's names. */
    HubLookup of(int version) {
        return lookup("WHERE version = " + version, (kind, text) -> "'" + text + "' has no stored " + kind);
    }

    /**
     * Returns the names of all versions, the newest of each, for a time at which the Hub cannot be asked.
     *
     * @param why why it cannot, in words
     */
    HubLookup known(String why) {
        return lookup(
                "",
                (kind, text) -> "'" + text + "' cannot be looked up, since the Hub does not answer: " + why
                        + "; wait, or write the " + (kind == Kind.AGENT ? "agent's id" : "number in E.164"));
    }

    private HubLookup lookup(String condition, BiFunction<Kind, String, String> otherwise) {
        Map<Name, String> values = new LinkedHashMap<>();
        database.createNativeQuery(
                        "SELECT kind, name, value FROM rules_hub_name " + condition + " ORDER BY version", Row.class)
                .getResultStream()
                .forEach(row -> values.put(new Name(Kind.valueOf(row.kind), row.name), row.value));
        return new Stored(values, otherwise);
    }

    private record Stored(Map<Name, String> values, BiFunction<Kind, String, String> otherwise) implements HubLookup {
        @Override
        public Found agent(String text) {
            return found(Kind.AGENT, text, HubLookup.isId(text));
        }

        @Override
        public Found number(String text) {
            if (!HubLookup.isE164(text) && !HubLookup.isId(text)) {
                return HubLookup.AS_WRITTEN.number(text);
            }
            return found(Kind.NUMBER, text, HubLookup.isE164(text));
        }

        private Found found(Kind kind, String text, boolean isItself) {
            String value = values.get(new Name(kind, text));
            if (value != null) {
                return new Found.Is(value);
            }
            return isItself ? new Found.Is(text) : new Found.Not(otherwise.apply(kind, text));
        }
    }
}
