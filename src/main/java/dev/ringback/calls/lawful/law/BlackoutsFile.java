package dev.ringback.calls.lawful.law;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads an operator's file of black-outs, a YAML list. Its lines look like
 * {@code - { place: US-FL, from: 2026-09-27, until: 2026-09-29, reason: hurricane }}.
 */
public final class BlackoutsFile {
    private static final List<String> KEYS = List.of("place", "from", "until", "reason");

    private BlackoutsFile() {}

    /**
     * Parses the text of a file.
     *
     * @param file its name, for messages
     * @throws LawFileException for a line that is not understood, with the line and what is expected
     */
    public static Blackouts parse(String file, String text) {
        List<Blackout> all = new ArrayList<>();
        YamlValue.parse(file, text)
                .ifPresent(root -> root.items().forEach(item -> all.add(item.as(BlackoutsFile::one))));
        return Blackouts.of(all);
    }

    private static Blackout one(YamlValue value) {
        Map<String, YamlValue> entries = value.entries(KEYS, List.of());
        LocalDate from = entries.get("from").date();
        LocalDate until = entries.get("until").date();
        return new Blackout(
                entries.get("place").text(), from, until, entries.get("reason").text());
    }
}
