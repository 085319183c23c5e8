package dev.ringback.calls.lawful.law;

import dev.ringback.calls.lawful.law.DayRule.Cause;
import dev.ringback.calls.lawful.law.DayRule.Opening;
import dev.ringback.calls.lawful.law.DayRule.Reason;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Intersects the hours of packs and black-outs on one day at one place. */
final class Decision {
    private final LocalDate day;
    private final List<Reason> reasons = new ArrayList<>();
    /** The hours that all packs so far allow; null before the first pack. */
    private List<Opening> openings;

    private Decision(LocalDate day) {
        this.day = day;
    }

    /**
     * Decides a day.
     *
     * @param packs in force, those of the preset among them; at least one states hours
     * @param closesPublicHolidays whether the preset is strict
     */
    static DayRule on(LocalDate day, List<Pack> packs, List<Blackout> blackouts, boolean closesPublicHolidays) {
        Decision decision = new Decision(day);
        blackouts.stream()
                .filter(blackout -> blackout.covers(day))
                .forEach(blackout -> decision.close(Cause.BLACKOUT, blackout.place(), blackout.reason()));
        for (Pack pack : packs) {
            decision.narrow(pack);
            if (closesPublicHolidays) {
                Holiday.on(day, pack.days().publicHolidays())
                        .ifPresent(name -> decision.close(Cause.HOLIDAY, "strict", name + " of " + pack.code()));
            }
        }
        return decision.rule(packs);
    }

    private void close(Cause cause, String code, String detail) {
        reasons.add(new Reason(cause, code, detail));
    }

    private void narrow(Pack pack) {
        CallingDays days = pack.days();
        Optional<String> holiday = days.holiday(day);
        if (holiday.isPresent() && days.holidayHours().isEmpty()) {
            close(Cause.HOLIDAY, pack.code(), holiday.get());
        } else if (holiday.isPresent()) {
            intersect(days.holidayHours(), pack.code());
        }
        Hours hours = days.ours();
        if (hours != null && (holiday.isEmpty() || days.holidayHours().isEmpty())) {
            List<Span> spans = hours.on(day.getDayOfWeek());
            if (spans.isEmpty()) {
                close(Cause.WEEKDAY, pack.code(), day.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
            } else {
                intersect(spans, pack.code());
            }
        }
    }

    private void intersect(List<Span> spans, String code) {
        List<Opening> common = new ArrayList<>();
        for (Span span : spans) {
            if (openings == null) {
                common.add(new Opening(span.opensAt(), span.closesAt(), code, code));
                continue;
            }
            for (Opening open : openings) {
                boolean opensLater = span.opensAt() > open.opensAt();
                boolean closesEarlier = span.closesAt() < open.closesAt();
                int opens = opensLater ? span.opensAt() : open.opensAt();
                int closes = closesEarlier ? span.closesAt() : open.closesAt();
                if (opens < closes) {
                    common.add(new Opening(
                            opens, closes, opensLater ? code : open.opensBy(), closesEarlier ? code : open.closesBy()));
                }
            }
        }
        openings = common;
    }

    private DayRule rule(List<Pack> packs) {
        if (reasons.isEmpty() && openings.isEmpty()) {
            String codes = packs.stream()
                    .filter(pack -> pack.days().stateHours())
                    .map(Pack::code)
                    .distinct()
                    .collect(Collectors.joining(", "));
            close(Cause.NO_COMMON_HOUR, packs.getFirst().code(), codes);
        }
        return reasons.isEmpty() ? new DayRule.Open(openings) : new DayRule.Closed(reasons);
    }
}
