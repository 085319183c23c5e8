package dev.ringback.intake.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * Limits the complexity of a sender's JSON. Four megabytes of empty objects would take 150 MB of memory, so a limit of the
 * body's size is not enough. Real senders stay below 20 levels and use at least 8 bytes per token: at most 650,000 in 5 MiB.
 */
public final class JsonLimits {
    /** The maximum nesting depth of objects and lists. */
    public static final int LEVELS = 512;

    /** The maximum number of tokens: names, values, and both ends of objects and lists. */
    public static final int TOKENS = 1_000_000;

    private JsonLimits() {}

    /** Returns a factory whose parsers throw a {@code StreamConstraintsException} beyond the limits. */
    public static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(LEVELS)
                        .maxTokenCount(TOKENS)
                        .build())
                .build();
    }
}
