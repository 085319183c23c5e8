package dev.ringback.calls.campaigns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.calls.UploadedCalls.Contact;
import dev.ringback.platform.Copy;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.Session;

/** Stores the rows of uploads, and the results of their checks. Every method runs in the caller's transaction. */
@ApplicationScoped
class CampaignRows {
    private final Session database;
    private final ObjectMapper json;

    CampaignRows(Session database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** A good row. */
    record Good(int line, Contact contact) {}

    /**
     * A row that will not be rung.
     *
     * @param number as typed, or E.164
     * @param detail the cause in words
     */
    record Rejected(int line, String number, String reason, String detail) {}

    /** Receives checked rows, one after another. */
    interface Taker {
        void take(int line, RowCheck.Verdict verdict);
    }

    void store(UUID campaign, Consumer<Taker> file) {
        Copy.into(
                database,
                "campaign_row (campaign, line, number, variables, places, zone, postal, rejected, detail, hours_end)",
                rows -> file.accept((line, verdict) -> {
                    switch (verdict) {
                        case RowCheck.Verdict.Good(var contact, var until) ->
                            rows.row(
                                    campaign,
                                    line,
                                    contact.number().e164(),
                                    written(contact.variables()),
                                    contact.places(),
                                    contact.zone(),
                                    contact.postal(),
                                    null,
                                    null,
                                    until);
                        case RowCheck.Verdict.Bad(var number, var reason, var detail) ->
                            rows.row(
                                    campaign,
                                    line,
                                    storable(number),
                                    "{}",
                                    List.of(),
                                    null,
                                    null,
                                    reason.word(),
                                    detail,
                                    null);
                    }
                }));
    }

    /** Cuts a typed number to 100 characters and blanks control characters, since the text may be anything. */
    private static String storable(String typed) {
        return typed.substring(0, Math.min(typed.length(), 100)).replaceAll("\\p{Cntrl}", " ");
    }

    /** Rejects rows whose number has opted out. Locks no person: the check is repeated when calls are made and sent. */
    void rejectOptedOut(UUID campaign) {
        database.createNativeMutationQuery("""
                        UPDATE campaign_row
                        SET rejected = 'opted_out', detail = 'the number must never be rung', hours_end = NULL
                        FROM opt_out WHERE campaign = :campaign AND rejected IS NULL AND opt_out.number = campaign_row.number
                        """)
                .setParameter("campaign", campaign)
                .executeUpdate();
    }

    /** Rejects good rows that repeat the number of an earlier good row. */
    void rejectDuplicates(UUID campaign) {
        atOnce(() -> database.createNativeMutationQuery("""
                        UPDATE campaign_row
                        SET rejected = 'duplicate', detail = 'line ' || first || ' has this number too',
                            hours_end = NULL
                        FROM (SELECT line AS other, min(line) OVER (PARTITION BY number) AS first FROM campaign_row
                              WHERE campaign = :campaign AND rejected IS NULL) AS same
                        WHERE campaign = :campaign AND line = other AND other > first
                        """)
                .setParameter("campaign", campaign)
                .executeUpdate());
    }

    private record GoodRow(int line, String number, String variables, String place, String zone, String postal) {}

    /** Returns the next good rows after a line. */
    List<Good> good(UUID campaign, int after, int most) {
        return database.createNativeQuery("""
                        SELECT line, number, cast(variables AS text), places[1], zone, postal FROM campaign_row
                        WHERE campaign = :campaign AND line > :after AND rejected IS NULL ORDER BY line LIMIT :most
                        """, GoodRow.class)
                .setParameter("campaign", campaign)
                .setParameter("after", after)
                .setParameter("most", most)
                .getResultStream()
                .map(this::good)
                .toList();
    }

    private Good good(GoodRow row) {
        List<String> places = row.place == null ? List.of() : List.of(row.place);
        return new Good(
                row.line,
                new Contact(new PhoneNumber(row.number), variables(row.variables), places, row.zone, row.postal));
    }

    /** Returns the next rejected rows after a line. */
    List<Rejected> rejected(UUID campaign, int after, int most) {
        return database.createNativeQuery("""
                        SELECT line, number, rejected, detail FROM campaign_row
                        WHERE campaign = :campaign AND line > :after AND rejected IS NOT NULL ORDER BY line LIMIT :most
                        """, Rejected.class)
                .setParameter("campaign", campaign)
                .setParameter("after", after)
                .setParameter("most", most)
                .getResultList();
    }

    /** Rejects the good rows with the given numbers. */
    void reject(UUID campaign, Map<PhoneNumber, String> reasons, String detail) {
        if (reasons.isEmpty()) {
            return;
        }
        List<String> numbers = new ArrayList<>();
        List<String> words = new ArrayList<>();
        reasons.forEach((number, reason) -> {
            numbers.add(number.e164());
            words.add(reason);
        });
        database.createNativeMutationQuery("""
                        UPDATE campaign_row SET rejected = reason, detail = :detail, hours_end = NULL
                        FROM unnest(:numbers, :reasons) AS refused (refused_number, reason)
                        WHERE campaign = :campaign AND rejected IS NULL AND number = refused_number
                        """)
                .setParameter("campaign", campaign)
                .setParameter("detail", detail)
                .setParameter("numbers", numbers.toArray(String[]::new))
                .setParameter("reasons", words.toArray(String[]::new))
                .executeUpdate();
    }

    /** Clears the rejection of rows without a lawful hour, so that they are checked again: the times may have changed. */
    void forgetHours(UUID campaign) {
        database.createNativeMutationQuery("""
                        UPDATE campaign_row SET rejected = NULL, detail = NULL
                        WHERE campaign = :campaign AND rejected = 'no_lawful_window'
                        """)
                .setParameter("campaign", campaign)
                .executeUpdate();
    }

    /**
     * Stores the end of each row's first lawful hours, or rejects the row.
     *
     * @param until by line; null if the row may never be rung
     */
    void setHours(UUID campaign, Map<Integer, Instant> until) {
        if (until.isEmpty()) {
            return;
        }
        atOnce(() -> database.createNativeMutationQuery("""
                        UPDATE campaign_row
                        SET rejected = CASE WHEN ends IS NULL THEN 'no_lawful_window' END,
                            detail = CASE WHEN ends IS NULL THEN 'no lawful hour is left before its end' END,
                            hours_end = ends
                        FROM unnest(:lines, :ends) AS hours (of_line, ends)
                        WHERE campaign = :campaign AND line = of_line
                        """)
                .setParameter("campaign", campaign)
                .setParameter("lines", until.keySet().toArray(Integer[]::new))
                .setParameter("ends", until.values().toArray(Instant[]::new))
                .executeUpdate());
    }

    /** Copies the rows to another campaign, with the results of their checks. */
    void copy(UUID from, UUID to) {
        database.createNativeMutationQuery("""
                        INSERT INTO campaign_row
                            (campaign, line, number, variables, places, zone, postal, rejected, detail, hours_end)
                        SELECT :to, line, number, variables, places, zone, postal, rejected, detail, hours_end FROM campaign_row
                        WHERE campaign = :from
                        """)
                .setParameter("from", from)
                .setParameter("to", to)
                .executeUpdate();
    }

    /** @param reason the reason of the rejection; empty for the good rows */
    private record RowsByReason(String reason, long rows) {}

    /** Counts the rows by reason; the empty key counts the good rows. */
    Map<String, Integer> counts(UUID campaign) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        database.createNativeQuery("""
                        SELECT coalesce(rejected, ''), count(*) FROM campaign_row WHERE campaign = :campaign
                        GROUP BY 1 ORDER BY 2 DESC, 1
                        """, RowsByReason.class)
                .setParameter("campaign", campaign)
                .getResultStream()
                .forEach(count -> counts.put(count.reason, (int) count.rows));
        return counts;
    }

    /** @param end the end of the rows' hours; null if they have no hours yet */
    private record RowsByEnd(Instant end, long rows) {}

    /**
     * Counts the good rows by the end of their hours. A row that is older than the column has it in its detail
     * (migrations/V0038__hours_end.sql).
     */
    Map<Instant, Integer> ends(UUID campaign) {
        Map<Instant, Integer> ends = new LinkedHashMap<>();
        database.createNativeQuery("""
                        SELECT coalesce(hours_end, cast(detail AS timestamptz)), count(*) FROM campaign_row
                        WHERE campaign = :campaign AND rejected IS NULL GROUP BY 1 ORDER BY 1
                        """, RowsByEnd.class)
                .setParameter("campaign", campaign)
                .getResultStream()
                .forEach(count -> ends.put(count.end, (int) count.rows));
        return ends;
    }

    /** Returns the names of the variables, sorted; all rows of a file have the same. */
    List<String> columns(UUID campaign) {
        return database.createNativeQuery("""
                        SELECT jsonb_object_keys(variables) FROM (SELECT variables FROM campaign_row
                            WHERE campaign = :campaign AND rejected IS NULL ORDER BY line LIMIT 1) AS first_row ORDER BY 1
                        """, String.class)
                .setParameter("campaign", campaign)
                .getResultList();
    }

    /**
     * Runs a join without nested loops. PostgreSQL has no statistics of new rows, assumes one row, and would scan the other
     * side again for each.
     */
    private void atOnce(Runnable join) {
        database.createNativeMutationQuery("SET LOCAL enable_nestloop = off").executeUpdate();
        join.run();
        database.createNativeMutationQuery("SET LOCAL enable_nestloop = on").executeUpdate();
    }

    private String written(Map<String, String> variables) {
        try {
            return json.writeValueAsString(variables);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }

    private Map<String, String> variables(String text) {
        try {
            return json.readValue(text, new TypeReference<LinkedHashMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("variables are what we wrote", e);
        }
    }
}
