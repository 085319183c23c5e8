package dev.ringback.calls;

import dev.ringback.calls.lawful.Address;
import dev.ringback.calls.lawful.LawfulHours;
import dev.ringback.calls.lawful.LawfulWindow;
import dev.ringback.outbox.NumberCheck;
import java.time.Instant;
import java.util.Optional;

/**
 * Works out when a call of a fact would be due, without creating it. The result is that of the plan that a call of the same
 * fact would get. Reads nothing from the database; safe for use by many threads.
 */
public final class DueTimes {
    private final LawfulHours hours;
    private final NumberCheck numbers;

    public DueTimes(LawfulHours hours, NumberCheck numbers) {
        this.hours = hours;
        this.numbers = numbers;
    }

    /**
     * The time at which a call is due.
     *
     * @param localHour the hour of the day then, 0 to 23, by one of the clocks that the person may live by
     */
    public record Due(Instant at, int localHour) {}

    /**
     * Returns when a call of the fact is due.
     *
     * @param earliest the time of planning, or the later start of the call's campaign
     * @return empty if no lawful hour is left before the fact's expiry
     */
    public Optional<Due> of(CallRequest fact, Instant earliest) {
        Address address = new Address(fact.places(), fact.postal(), fact.zone());
        LawfulWindow window = hours.window(fact.to(), numbers.country(fact.to()), address)
                .within(fact.terms().hours());
        Instant from = fact.notBefore().isAfter(earliest) ? fact.notBefore() : earliest;
        return CallPlan.opening(
                        window,
                        CallPlan.least(fact.via()),
                        from,
                        fact.expiresAt().minus(CallPlan.MARGIN))
                .map(opening ->
                        new Due(opening.from(), window.hour(opening.from()).orElseThrow()));
    }
}
