package dev.ringback.rules;

import dev.ringback.rules.ExpressionPaths.Segment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Merges the values that stand at one place of several bodies: their kinds, fields and items. Not thread-safe. */
final class BodyShape {
    /** Objects whose fields the senders' customers name themselves. */
    private static final Set<String> OPEN = Set.of("metadata");

    private final Set<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);
    private final Map<String, BodyShape> fields = new TreeMap<>();
    private BodyShape items;

    /** The result of a search. */
    sealed interface Search {
        /** @param kinds of all values there, {@link ValueKind#NULL} among them; never empty */
        record Found(Set<ValueKind> kinds) implements Search {}

        /**
         * No body has the field.
         *
         * @param index of the segment that no body has
         * @param near names that stand in its place; empty where no object stands there
         */
        record Missing(int index, Set<String> near) implements Search {}

        /** The bodies do not show it: something before the field is null or empty in all of them. */
        record Unknown() implements Search {}
    }

    /** Adds a value as {@link Facts} reads it. */
    void add(Object value) {
        kinds.add(ValueKind.of(value));
        switch (value) {
            case Map<?, ?> object ->
                object.forEach((name, field) -> fields.computeIfAbsent(name.toString(), absent -> new BodyShape())
                        .add(field));
            case List<?> list -> {
                items = items == null ? new BodyShape() : items;
                list.forEach(items::add);
            }
            case null, default -> { // has no parts
            }
        }
    }

    void addAll(Collection<?> values) {
        values.forEach(this::add);
    }

    boolean isEmpty() {
        return kinds.isEmpty();
    }

    /** Searches a field of the bodies. */
    Search find(List<Segment> path) {
        BodyShape shape = this;
        for (int i = 0; i < path.size(); i++) {
            BodyShape next = shape.at(path.get(i));
            if (next == null) {
                return shape.without(i);
            }
            if (i + 1 < path.size() && path.get(i) instanceof Segment.Field(var name) && OPEN.contains(name)) {
                return new Search.Unknown();
            }
            shape = next;
        }
        return shape.isEmpty() ? new Search.Unknown() : new Search.Found(Set.copyOf(shape.kinds));
    }

    /** @return null if no body has it */
    private BodyShape at(Segment segment) {
        return switch (segment) {
            case Segment.Field(var name) -> fields.get(name);
            case Segment.Item item -> items;
        };
    }

    private Search without(int index) {
        boolean isUnseen = kinds.isEmpty() || kinds.equals(Set.of(ValueKind.NULL));
        boolean isEmptyObject = kinds.contains(ValueKind.OBJECT) && fields.isEmpty();
        return isUnseen || isEmptyObject ? new Search.Unknown() : new Search.Missing(index, fields.keySet());
    }

    /**
     * Finds a field by its name alone.
     *
     * @return its path; empty if no object has such a field, or several have
     */
    Optional<List<Segment>> pathTo(String name) {
        List<List<Segment>> found = new ArrayList<>();
        collect(name, List.of(), found);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private void collect(String name, List<Segment> path, List<List<Segment>> found) {
        fields.forEach((field, shape) -> {
            List<Segment> longer = with(path, field);
            if (field.equals(name)) {
                found.add(longer);
            }
            shape.collect(name, longer, found);
        });
    }

    private static List<Segment> with(List<Segment> path, String name) {
        return Stream.concat(path.stream(), Stream.of(new Segment.Field(name))).toList();
    }
}
