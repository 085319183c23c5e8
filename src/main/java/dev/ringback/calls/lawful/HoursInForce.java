package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.law.Blackout;
import dev.ringback.calls.lawful.law.Blackouts;
import dev.ringback.calls.lawful.law.Law;
import dev.ringback.calls.lawful.law.Packs;
import dev.ringback.calls.lawful.law.Preset;
import dev.ringback.platform.Sha256;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Holds the hours by which this process plans: the release's packs and tables, the settings, the zone data and the
 * black-outs that were last applied. Replicas compare what they plan by through the digest.
 */
@ApplicationScoped
public class HoursInForce {
    private static final int SHOWN = 5;
    private static final int DIGEST_LENGTH = 16; // hexadecimal digits; equal by chance once in 2^64

    private final Packs packs = Packs.ofRelease();
    private final PlaceTables tables;
    private final Zones zones;
    private final Whereabouts whereabouts;
    private final Preset preset;
    private final boolean withBills;
    private volatile InForce now;

    /** @throws IllegalStateException if the zone data lack a zone that the tables name; the start fails, as for a wrong setting */
    HoursInForce(
            PlaceTables tables,
            Zones zones,
            Whereabouts whereabouts,
            @ConfigProperty(name = "ringback.hours.preset") Preset preset,
            @ConfigProperty(name = "ringback.hours.bills") String bills) {
        requireZones(tables, zones);
        this.tables = tables;
        this.zones = zones;
        this.whereabouts = whereabouts;
        this.preset = preset;
        this.withBills = areLaw(bills);
        this.now = of(List.of());
    }

    /** Reads the setting strictly: a converter to a truth value takes a typing error for false, which widens hours. */
    private static boolean areLaw(String bills) {
        return switch (bills.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("ringback.hours.bills is true or false, not '" + bills + "'");
        };
    }

    /** Every zone must be there before a call needs it: a cut file would keep calls waiting one by one. */
    private static void requireZones(PlaceTables tables, Zones zones) {
        List<String> missing = tables.zones().stream()
                .filter(id -> zones.zone(id).isEmpty())
                .limit(SHOWN)
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("the time zone data lack " + String.join(", ", missing)
                    + "; give a whole tzdata.zi of a tz release in ringback.zones.file");
        }
    }

    /**
     * Holds hours with the digest of everything that they are worked out from.
     *
     * @param digest 16 hexadecimal digits, the same in each process with equal data and settings
     */
    public record InForce(LawfulHours hours, String digest) {}

    /** Returns the hours of this release and its settings with other black-outs, without applying them. */
    public InForce of(Collection<Blackout> blackouts) {
        Law law = new Law(packs, preset, withBills, Blackouts.of(blackouts));
        String all = String.join(
                "\n",
                law.digest(),
                tables.digest(),
                zones.digest(),
                whereabouts.byNumber().name());
        return new InForce(
                new LawfulHours(whereabouts, zones::zone, law),
                HexFormat.of()
                        .formatHex(Sha256.of(all.getBytes(StandardCharsets.UTF_8)))
                        .substring(0, DIGEST_LENGTH));
    }

    /** Plans by these hours from now on. */
    public void apply(InForce next) {
        now = next;
    }

    /** Returns the hours that this process plans by at present. */
    public InForce now() {
        return now;
    }

    /** Explains why a person may be rung at an instant or not, by the hours in force. */
    public Explanation explain(PhoneNumber number, String country, Address address, Instant at) {
        return Explanation.of(now.hours(), number, country, address, at);
    }

    /** Returns in words what the hours are worked out from, for the audit. */
    public String inWords() {
        return "preset " + preset.name().toLowerCase(Locale.ROOT) + ", bills "
                + (withBills ? "count as law" : "do not count") + ", a number places by its "
                + whereabouts.byNumber().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", time zone data "
                + zones.version();
    }

    /** Returns whether bills count as law, by {@code ringback.hours.bills}. */
    public boolean areBillsLaw() {
        return withBills;
    }

    public Preset preset() {
        return preset;
    }
}
