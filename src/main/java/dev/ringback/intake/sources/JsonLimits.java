package dev.ringback.intake.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * Limits how complex a sender's JSON may be. Four megabytes of empty objects would be 150 MB in memory, so a body's size alone
 * bounds nothing. Real senders stay below 20 levels and take 8 bytes or more a token, so that 5 MiB have at most 650,000.
 */
public final class JsonLimits {
    /** The most levels of objects and lists in each other. */
    public static final int LEVELS = 512;

    /** The most tokens: names, values, and both ends of objects and lists. */
    public static final int TOKENS = 1_000_000;

    private JsonLimits() {}

    /** Makes a factory whose parsers throw a {@code StreamConstraintsException} beyond the limits. */
    public static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(LEVELS)
                        .maxTokenCount(TOKENS)
                        .build())
                .build();
    }
}
