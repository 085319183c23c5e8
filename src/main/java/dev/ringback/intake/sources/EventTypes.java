package dev.ringback.intake.sources;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Holds the event types that a kind of sender documents, as the release knows them. A sender may have newer ones. The tables
 * name their sources (src/main/resources/senders).
 */
public final class EventTypes {
    /** A thin event of Stripe is named by this and the classic type. */
    private static final String THIN = "v1.";

    private final Kind kind;
    private final Set<String> known;

    private EventTypes(Kind kind) {
        this.kind = kind;
        this.known = read(kind.name().toLowerCase(Locale.ROOT));
    }

    /** Holds the tables, each read once. */
    private static final class Tables {
        private static final EventTypes SHOPIFY = new EventTypes(Kind.SHOPIFY);
        private static final EventTypes STRIPE = new EventTypes(Kind.STRIPE);
    }

    /** Returns the types of a kind of sender. */
    public static EventTypes of(Kind kind) {
        return switch (kind) {
            case SHOPIFY -> Tables.SHOPIFY;
            case STRIPE -> Tables.STRIPE;
        };
    }

    /**
     * Guesses the kind of sender by the form of a type: Shopify's have a slash, Stripe's have dots.
     *
     * @return empty for any other form
     */
    public static Optional<Kind> kindByForm(String type) {
        if (type.matches("[A-Za-z_]+/[A-Za-z_]*")) {
            return Optional.of(Kind.SHOPIFY);
        }
        return type.matches("[A-Za-z0-9_]+\\.[A-Za-z0-9_.\\[\\]]*") ? Optional.of(Kind.STRIPE) : Optional.empty();
    }

    private static Set<String> read(String kind) {
        String file = "/senders/" + kind + "-types.txt";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(EventTypes.class.getResourceAsStream(file), file), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the kind's name as people write it. */
    public String sender() {
        return switch (kind) {
            case SHOPIFY -> "Shopify";
            case STRIPE -> "Stripe";
        };
    }

    /** Returns all types, without the thin names of classic types. */
    public Set<String> all() {
        return known;
    }

    /** Returns whether the sender documents a type. */
    public boolean contains(String type) {
        return known.contains(type)
                || kind == Kind.STRIPE && type.startsWith(THIN) && known.contains(type.substring(THIN.length()));
    }

    /** Returns whether the sender documents a type that begins with a text. */
    public boolean containsBeginning(String beginning) {
        return known.stream().anyMatch(type -> type.startsWith(beginning))
                || kind == Kind.STRIPE
                        && (THIN.startsWith(beginning) || beginning.startsWith(THIN))
                        && known.stream().anyMatch(type -> (THIN + type).startsWith(beginning));
    }

    /** Returns the beginnings of types that end at a slash or dot, such as {@code orders/} and {@code customer.tax_id.}. */
    public Set<String> beginnings() {
        Set<String> beginnings = new TreeSet<>();
        for (String type : known) {
            for (int i = 0; i < type.length(); i++) {
                if (type.charAt(i) == '/' || type.charAt(i) == '.') {
                    beginnings.add(type.substring(0, i + 1));
                }
            }
        }
        return beginnings;
    }
}
