package dev.ringback.calls.campaigns;

import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.Session;

/** Reads the results of a campaign's people, one by one. Every method runs in the caller's transaction. */
@ApplicationScoped
public class CampaignContacts {
    private final Session database;

    CampaignContacts(Session database) {
        this.database = database;
    }

    /**
     * A person of a campaign.
     *
     * @param number in the clear
     * @param state as stored, in lower case: {@code waiting} stands for due too
     * @param reason why the call ended so, or what holds it; null if there is none
     * @param notBefore when the call may go, or might have gone
     * @param result the status that the Hub last showed for this contact; null before any reading
     * @param sessionId the Hub's session of the call; null if it is not known
     */
    public record Contact(
            UUID call,
            PhoneNumber number,
            String state,
            String reason,
            Instant notBefore,
            String result,
            String sessionId) {}

    private record ContactRow(
            UUID call, String number, String state, String reason, Instant notBefore, String sessionId, String result) {
        Contact contact() {
            return new Contact(
                    call,
                    new PhoneNumber(number),
                    state.toLowerCase(Locale.ROOT),
                    reason,
                    notBefore,
                    result,
                    sessionId);
        }
    }

    /**
     * Returns the newest contacts before a call.
     *
     * @param state only contacts in this state, in lower case; null for all
     * @param before a call's id; null to begin
     */
    public List<Contact> page(UUID campaign, String state, UUID before, int most) {
        return database.createNativeQuery("""
                        SELECT c.id, c.person, c.state, c.reason, c.not_before, c.session_id,
                            (SELECT r.status FROM draft_row r JOIN draft d ON d.id = r.draft
                             WHERE r.call = c.id AND r.status IS NOT NULL ORDER BY d.created_at DESC LIMIT 1)
                        FROM call c
                        WHERE c.campaign = :campaign AND (cast(:before AS uuid) IS NULL OR c.id < :before)
                          AND (cast(:state AS text) IS NULL OR c.state = :state)
                        ORDER BY c.id DESC LIMIT :most
                        """, ContactRow.class)
                .setParameter("campaign", campaign)
                .setParameter("before", before, UUID.class)
                .setParameter("state", state == null ? null : state.toUpperCase(Locale.ROOT), String.class)
                .setParameter("most", most)
                .getResultStream()
                .map(ContactRow::contact)
                .toList();
    }
}
