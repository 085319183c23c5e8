package dev.ringback.rules;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ComposerException;

/** Limits how deep a YAML text is nested. The library composes a text by recursion, which a deep one would exhaust. */
final class YamlDepth {
    /** The body of a test's event may be this deep; the rules themselves have eight levels. */
    private static final int LEVELS = 200;

    private YamlDepth() {}

    /**
     * Checks a text, as far as it is YAML.
     *
     * @throws ComposerException at the place that lies too deep
     * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if the text is no YAML
     */
    static void check(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("rules")
                .setBufferSize(Math.max(1024, text.length() + 2)) // as RulesParser
                .setCodePointLimit(text.length() + 1)
                .build();
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            depth += switch (event.getEventId()) {
                case MappingStart, SequenceStart -> 1;
                case MappingEnd, SequenceEnd -> -1;
                default -> 0;
            };
            if (depth > LEVELS) {
                throw new ComposerException("nested deeper than " + LEVELS + " levels", event.getStartMark());
            }
        }
    }
}
