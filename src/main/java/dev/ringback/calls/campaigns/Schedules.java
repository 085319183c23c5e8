package dev.ringback.calls.campaigns;

import dev.ringback.calls.lawful.Zones;
import dev.ringback.calls.lawful.clocks.Zone;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Reads schedules by the clocks of {@link Zones}. */
@ApplicationScoped
public class Schedules {
    private final Zones zones;

    Schedules(Zones zones) {
        this.zones = zones;
    }

    /** Parses a new schedule; see {@link Schedule#checked}. */
    public Schedule checked(String cron, String zone, Instant now) {
        return Schedule.checked(cron, zone, zones::zone, now);
    }

    /** Parses a schedule that was checked when it was stored; see {@link Schedule#stored}. */
    Optional<Schedule> stored(String cron, String zone) {
        return Schedule.stored(cron, zone, zones::storedZone);
    }

    /** Returns the schedule of a campaign; empty if it has none. */
    Optional<Schedule> of(Campaign campaign) {
        return campaign.schedule == null ? Optional.empty() : stored(campaign.schedule, campaign.zone);
    }

    /** Returns the zone of an IANA id, in any case; empty if there is none. */
    Optional<Zone> zone(String id) {
        return zones.zone(id);
    }
}
