package dev.ringback.calls;

import dev.ringback.platform.Audit;
import dev.ringback.platform.DatabaseClock;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;

/**
 * Keeps opt-outs whose number could not be read until a person has looked at each: somebody does not want to be rung, and a
 * typing error must not lose that.
 *
 * <p>Each method runs its own transactions, records changes in the audit, and must be called with no transaction open.
 */
@ApplicationScoped
public class UnreadOptOuts {
    private static final int LONGEST = 250;

    private final UnreadOptOutRepository unread;
    private final OptOuts optOuts;
    private final DatabaseClock clock;
    private final Audit audit;

    UnreadOptOuts(UnreadOptOutRepository unread, OptOuts optOuts, DatabaseClock clock, Audit audit) {
        this.unread = unread;
        this.optOuts = optOuts;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * Describes an opt-out that cannot be read.
     *
     * @param typed what stands for the number; cut to 250 characters
     * @param region as typed; null for none
     * @param note the reason; null for none
     * @param why the text is no number, in words
     */
    public record Unread(String typed, String region, String note, String why) {
        public Unread {
            typed = storable(typed);
            region = region == null || region.isBlank() ? null : storable(region);
        }

        private static String storable(String text) {
            return text.codePoints()
                    .limit(LONGEST)
                    .map(point -> point == 0 || Character.getType(point) == Character.SURROGATE ? '\uFFFD' : point)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
    }

    /** Keeps an opt-out. An equal one that is open is not kept twice. */
    public void keep(Unread wanted, OptOut.Origin origin, String who) {
        QuarkusTransaction.requiringNew()
                .run(() -> unread.insertNew(List.of(wanted), origin, who)
                        .forEach(id -> audit.record(who, "keep_unread_opt_out", "unread_opt_out " + id, wanted.why())));
    }

    /** Keeps a batch of a file's opt-outs, all or none, as {@link #keep} does; the audit tells how many are new. */
    public void keepAll(List<Unread> wanted, String who) {
        if (!wanted.isEmpty()) {
            QuarkusTransaction.requiringNew().run(() -> {
                int added = unread.insertNew(wanted, OptOut.Origin.IMPORT, who).size();
                audit.record(who, "keep_unread_opt_outs", null, added + " kept of " + wanted.size());
            });
        }
    }

    /**
     * Settles an opt-out on a person's word. A number is opted out first, so that a crash in between leaves the opt-out open
     * and the number safe.
     *
     * @param number the number that is meant; null if the text means nobody
     * @param note why; mandatory without a number
     * @throws Problem.Thrown 404 if there is none, 409 if it is settled
     */
    public UnreadOptOut settle(UUID id, PhoneNumber number, String note, String who) {
        QuarkusTransaction.requiringNew().run(() -> open(id));
        if (number != null) {
            optOuts.add(new OptOuts.Wanted(number, note), OptOut.Origin.API, who);
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            UnreadOptOut found = open(id);
            found.settledAt = clock.now();
            found.settledBy = who;
            found.number = number;
            found.settledAs = note;
            audit.record(
                    who,
                    "settle_unread_opt_out",
                    "unread_opt_out " + id,
                    number == null ? "names nobody: " + note : number.masked());
            return found;
        });
    }

    private UnreadOptOut open(UUID id) {
        UnreadOptOut found = unread.findById(id, LockModeType.PESSIMISTIC_WRITE);
        if (found == null) {
            throw Problem.notFound("There is no such opt-out.");
        }
        if (found.settledAt != null) {
            throw Problem.conflict("settled", "The opt-out was settled by " + found.settledBy + ".");
        }
        return found;
    }
}
