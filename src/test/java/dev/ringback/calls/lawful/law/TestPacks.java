package dev.ringback.calls.lawful.law;

import java.time.LocalDate;
import java.util.List;

/** Makes packs for tests, and answers for one pack alone in the plainest way. */
final class TestPacks {
    private TestPacks() {}

    /** Returns a verified law since 2020 with hours such as {@code mon-sun: 08:00-10:00}. */
    static Pack open(String code, String hours) {
        return read(code, "hours: { " + hours + " }");
    }

    /** Returns a law since 2020 with hours, which nobody has verified. */
    static Pack unverified(String code, String hours) {
        String text = text(code, "hours: { " + hours + " }").replace("verified: true", "verified: false");
        return PackReader.read(code + ".yaml", text).getFirst();
    }

    /** Returns a verified law since 2020 with one more line of the file's format. */
    static Pack read(String code, String line) {
        return PackReader.read(code + ".yaml", text(code, line)).getFirst();
    }

    /** Returns the text of a file with one pack that has one more line. */
    static String text(String code, String line) {
        return """
            code: %s
            packs:
              - status: law
                from: 2020-01-01
                rule: a rule
                source: a source
                read: 2026-11-28
                verified: true
                %s
            """.formatted(code, line);
    }

    /** Returns whether a pack alone allows a minute of a day. */
    static boolean allows(Pack pack, LocalDate day, int minute) {
        CallingDays days = pack.days();
        if (days.holiday(day).isPresent()) {
            return isIn(days.holidayHours(), minute);
        }
        return (days.hours() == null || isIn(days.hours().on(day.getDayOfWeek()), minute))
                && (days.automated() == null || isIn(days.automated().on(day.getDayOfWeek()), minute));
    }

    private static boolean isIn(List<Span> spans, int minute) {
        return spans.stream().anyMatch(span -> span.opensAt() <= minute && minute < span.closesAt());
    }
}
