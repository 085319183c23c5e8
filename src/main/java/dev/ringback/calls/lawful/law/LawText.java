package dev.ringback.calls.lawful.law;

import dev.ringback.platform.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Writes all that decides hours and limits as one text, and digests it. Words for people are no part of it. */
final class LawText {
    /** The rules in code by which packs become hours. Raise it with each change of code that changes hours. */
    private static final int RULES_OF_HOURS = 1;

    private final String digest;

    LawText(Packs packs, Preset preset, boolean withBills, Blackouts blackouts) {
        boolean isStrict = preset == Preset.STRICT;
        StringBuilder text = new StringBuilder(line(RULES_OF_HOURS));
        Stream.of(packs.all(), packs.defaults(), isStrict ? packs.strict() : List.<Pack>of())
                .flatMap(List::stream)
                .filter(pack -> withBills || pack.status() != Status.BILL)
                .map(pack -> text(pack, isStrict))
                .sorted()
                .forEach(text::append);
        blackouts.all().stream()
                .map(one -> line("blackout", one.place(), one.from(), one.until()))
                .distinct()
                .forEach(text::append);
        digest = HexFormat.of().formatHex(Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns 64 hexadecimal digits. */
    String digest() {
        return digest;
    }

    private static String text(Pack pack, boolean isStrict) {
        CallingDays days = pack.days();
        StringBuilder text = new StringBuilder(
                line(pack.code(), new TreeSet<>(pack.holds()), pack.status(), pack.from(), pack.until()));
        text.append(line(pack.replacesTheDefault()));
        text.append(line(days.hours(), days.automated(), days.holidayHours()));
        days.holidays()
                .forEach(holiday -> text.append(line("holiday", holiday.rule().text())));
        if (isStrict) {
            days.publicHolidays()
                    .forEach(
                            holiday -> text.append(line("public", holiday.rule().text())));
        }
        pack.limits().forEach(limit -> text.append(line(limit.calls(), limit.per())));
        return text.toString();
    }

    private static String line(Object... parts) {
        StringBuilder line = new StringBuilder();
        for (Object part : parts) {
            line.append(part).append('\t');
        }
        return line.append('\n').toString();
    }
}
