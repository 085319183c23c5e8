package dev.ringback.calls.lawful.law;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the packs of one file. An unknown or missing key is refused with file and line. */
final class PackReader {
    private static final Pattern PLACE = Pattern.compile("[A-Z]{2}(-[A-Z0-9]{1,3})?|default|strict");
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,3})(h|d)");
    private static final List<String> REQUIRED = List.of("status", "from", "rule", "source", "read", "verified");
    private static final List<String> OPTIONAL = List.of(
            "until",
            "hours",
            "automated",
            "holidays",
            "holidayHours",
            "publicHolidays",
            "limits",
            "consent",
            "disclosure");

    private PackReader() {}

    /**
     * Reads a file.
     *
     * @param file its name, {@code US-FL.yaml} for the code {@code US-FL}
     * @throws LawFileException for anything unknown, missing or contradictory
     */
    static List<Pack> read(String file, String text) {
        YamlValue root =
                YamlValue.parse(file, text).orElseThrow(() -> new LawFileException(file, 1, "the file is empty"));
        Map<String, YamlValue> entries = root.entries(List.of("code", "packs"), List.of("holds"));
        String code = place(entries.get("code"));
        if (!file.equals(code + ".yaml")) {
            throw entries.get("code").flaw("the code must be the file's name");
        }
        Set<String> holds = new LinkedHashSet<>();
        if (entries.containsKey("holds")) {
            entries.get("holds").items().forEach(item -> holds.add(place(item)));
        }
        List<Pack> packs = new ArrayList<>();
        for (YamlValue item : entries.get("packs").items()) {
            packs.add(item.as(value -> pack(code, holds, value)));
        }
        return List.copyOf(packs);
    }

    private static String place(YamlValue value) {
        if (!PLACE.matcher(value.text()).matches()) {
            throw value.flaw("'" + value.text() + "' is not an ISO 3166 code such as US or US-FL");
        }
        return value.text();
    }

    private static Pack pack(String code, Set<String> holds, YamlValue value) {
        Map<String, YamlValue> entries = value.entries(REQUIRED, OPTIONAL);
        String source = entries.get("source").text();
        return new Pack(
                code,
                holds,
                constant(Status.class, entries.get("status")),
                entries.get("from").date(),
                entries.containsKey("until") ? entries.get("until").date() : null,
                days(entries),
                limits(entries.get("limits"), code, source),
                entries.containsKey("consent") ? constant(Consent.class, entries.get("consent")) : Consent.UNSTATED,
                entries.containsKey("disclosure") ? entries.get("disclosure").text() : null,
                citation(entries, source));
    }

    private static Pack.Citation citation(Map<String, YamlValue> entries, String source) {
        LocalDate read = entries.get("read").date();
        boolean isVerified =
                entries.get("verified").word(Set.of("true", "false")).equals("true");
        return new Pack.Citation(entries.get("rule").text(), source, read, isVerified);
    }

    private static CallingDays days(Map<String, YamlValue> entries) {
        return new CallingDays(
                hours(entries.get("hours")),
                hours(entries.get("automated")),
                holidays(entries.get("holidays")),
                entries.containsKey("holidayHours")
                        ? entries.get("holidayHours").as(value -> Span.parseDay(value.text()))
                        : List.of(),
                holidays(entries.get("publicHolidays")));
    }

    private static Hours hours(YamlValue value) {
        if (value == null) {
            return null;
        }
        Map<String, String> days = new LinkedHashMap<>();
        value.entries().forEach((range, spans) -> days.put(range, spans.text()));
        return value.as(_ -> Hours.parse(days));
    }

    private static List<Holiday> holidays(YamlValue value) {
        List<Holiday> holidays = new ArrayList<>();
        if (value != null) {
            value.entries()
                    .forEach((name, rule) ->
                            holidays.add(rule.as(text -> new Holiday(name, HolidayRule.parse(text.text())))));
        }
        return holidays;
    }

    private static List<Limit> limits(YamlValue value, String code, String source) {
        List<Limit> limits = new ArrayList<>();
        if (value != null) {
            value.items().forEach(item -> limits.add(item.as(limit -> limit(limit, code, source))));
        }
        return limits;
    }

    private static Limit limit(YamlValue value, String code, String source) {
        Map<String, YamlValue> entries = value.entries(List.of("calls", "per"), List.of());
        Matcher period = PERIOD.matcher(entries.get("per").text());
        if (!period.matches()) {
            throw entries.get("per").flaw("a period is written as 24h or 7d");
        }
        int length = Integer.parseInt(period.group(1));
        Duration per = period.group(2).equals("h") ? Duration.ofHours(length) : Duration.ofDays(length);
        int calls = entries.get("calls").as(text -> Integer.valueOf(text.text()));
        return new Limit(calls, per, code, source);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, YamlValue value) {
        Set<String> words = new LinkedHashSet<>();
        for (E constant : type.getEnumConstants()) {
            words.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return Enum.valueOf(type, value.word(words).toUpperCase(Locale.ROOT));
    }
}
