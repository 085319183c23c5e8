package dev.ringback.outbox.drafts;

import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.Rows;
import dev.ringback.hub.TelephonyClient;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Caches the ids of the account's caller numbers at the Hub, because campaigns name a number by its id there. */
@ApplicationScoped
public class Directory {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Hub hub;
    private final InstantSource clock;
    private volatile Numbers numbers = new Numbers(Instant.MIN, Map.of());

    Directory(Hub hub, InstantSource clock) {
        this.hub = hub;
        this.clock = clock;
    }

    private record Numbers(Instant readAt, Map<String, String> ids) {}

    /** The result of a lookup of a caller number. */
    public sealed interface Found {
        /** @param id the Hub's id of the number */
        record Known(String id) implements Found {}

        /** The account has no such number, or the number may not call out. */
        record Missing() implements Found {}

        /** The Hub's list of numbers could not be read. */
        record Unavailable(String why) implements Found {}
    }

    /**
     * Returns the Hub's id of a caller number. Asks the Hub if the cache lacks the number and is over a minute old. No
     * transaction may be open.
     */
    public Found number(PhoneNumber from) {
        String known = numbers.ids.get(from.e164());
        if (known != null) {
            return new Found.Known(known);
        }
        if (numbers.readAt.plus(FRESH).isAfter(clock.instant())) {
            return new Found.Missing();
        }
        return switch (hub.read(TelephonyClient.class, client -> client.numbers(null), Urgency.ORDINARY)) {
            case HubAnswer.Done<Rows<TelephonyClient.Number>>(var status, var rows)
            when rows.isPresent() -> {
                numbers = new Numbers(clock.instant(), ids(rows.get()));
                String id = numbers.ids.get(from.e164());
                yield id == null ? new Found.Missing() : new Found.Known(id);
            }
            case HubAnswer<Rows<TelephonyClient.Number>> other ->
                new Found.Unavailable("the account's numbers cannot be read: "
                        + other.getClass().getSimpleName());
        };
    }

    private static Map<String, String> ids(Rows<TelephonyClient.Number> rows) {
        Map<String, String> ids = new HashMap<>();
        for (TelephonyClient.Number number : rows.items()) {
            if (!Boolean.FALSE.equals(number.outboundEnabled())) { // true if absent (docs/HUB.md)
                ids.put(number.e164(), number.id());
            }
        }
        return Map.copyOf(ids);
    }
}
