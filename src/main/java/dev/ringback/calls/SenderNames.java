package dev.ringback.calls;

import java.util.Set;

/**
 * The party behind one or more sources: things are one per sender, not per source.
 *
 * @param name the sender's name as new calls store it
 * @param all every name of the sender: its own, and the names of its sources, which older calls bear
 */
public record SenderNames(String name, Set<String> all) {
    public SenderNames {
        all = Set.copyOf(all);
        if (!all.contains(name)) {
            throw new IllegalArgumentException("a sender's own name is one of its names");
        }
    }

    /** A source that stands for itself. */
    public static SenderNames of(String source) {
        return new SenderNames(source, Set.of(source));
    }

    String[] array() {
        return all.toArray(String[]::new);
    }
}
