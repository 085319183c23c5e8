package dev.ringback.calls;

import java.util.Set;

/**
 * Names the party behind one or more sources. A thing is unique within a sender, not within a source.
 *
 * @param name the sender's name as new calls store it
 * @param all every name of the sender: its own, and the names of its sources, which older calls have
 */
public record SenderNames(String name, Set<String> all) {
    public SenderNames {
        all = Set.copyOf(all);
        if (!all.contains(name)) {
            throw new IllegalArgumentException("a sender's own name is one of its names");
        }
    }

    /** Creates the names of a source that is its own sender. */
    public static SenderNames of(String source) {
        return new SenderNames(source, Set.of(source));
    }

    String[] array() {
        return all.toArray(String[]::new);
    }
}
