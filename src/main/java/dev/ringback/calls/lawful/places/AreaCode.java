package dev.ringback.calls.lawful.places;

import java.time.LocalDate;
import java.util.Set;

/**
 * Holds an area code of the North American numbering plan.
 *
 * @param code three digits
 * @param country ISO 3166-1 alpha-2 country; null where the code belongs to none, as toll-free ones
 * @param inServiceFrom the first day of service; null for a code that has been in service since before 2024
 * @param spots the states, provinces or countries it serves with their zones in that code; empty unless geographic
 */
public record AreaCode(String code, Use use, String country, LocalDate inServiceFrom, Set<Spot> spots) {
    /** Names the uses of area codes. */
    public enum Use {
        GEOGRAPHIC,
        TOLL_FREE,
        PREMIUM,
        /** Personal, machine, government and carrier codes: no person's telephone is known to be behind them. */
        OTHER
    }

    public AreaCode {
        spots = Set.copyOf(spots);
    }

    /** Returns whether the code is in service on a day. */
    public boolean isInService(LocalDate day) {
        return inServiceFrom == null || !day.isBefore(inServiceFrom);
    }
}
