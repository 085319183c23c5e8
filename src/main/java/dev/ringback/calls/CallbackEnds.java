package dev.ringback.calls;

import dev.ringback.outbox.BeforeClaim;
import dev.ringback.outbox.EndReason.Word;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/**
 * Ends call backs whose first thing has ended, where the end did not reach them: a release that knows no call backs decided
 * its event. The ends that this release decides find them at once.
 */
@ApplicationScoped
class CallbackEnds implements BeforeClaim {
    private static final int MOST = 100;
    private static final String ENDED = """
            FROM call c WHERE c.callback_about IS NOT NULL AND c.state = 'WAITING'
            AND EXISTS (SELECT FROM ending x WHERE x.kind = 'ABOUT' AND x.rule = c.rule AND x.about = c.callback_about
                        AND (x.source IS NULL OR x.source IN (c.source, c.sender)))
            """;

    private final CallRepository calls;
    private final Cancellations cancellations;
    private final Withdrawals withdrawals;
    private final Session database;

    CallbackEnds(CallRepository calls, Cancellations cancellations, Withdrawals withdrawals, Session database) {
        this.calls = calls;
        this.cancellations = cancellations;
        this.withdrawals = withdrawals;
        this.database = database;
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public int run() {
        List<PhoneNumber> persons = database.createNativeQuery(
                        "SELECT DISTINCT c.person " + ENDED + " LIMIT " + MOST, String.class)
                .getResultStream()
                .map(PhoneNumber::new)
                .toList();
        if (persons.isEmpty()) {
            return 0;
        }
        calls.lockPersons(persons);
        return end(persons);
    }

    /** Ends the locked persons' call backs. The thing may be another sender's, so each is checked by its own sender. */
    private int end(List<PhoneNumber> persons) {
        int ended = 0;
        List<Call> found = database.createNativeQuery(
                        "SELECT c.* " + ENDED + " AND c.person = ANY (:persons) ORDER BY c.id", Call.class)
                .setParameter("persons", persons.stream().map(PhoneNumber::e164).toArray(String[]::new))
                .getResultList();
        for (Call call : found) {
            Optional<String> end = cancellations.known(call);
            if (end.isPresent() && withdrawals.forGood(call, Word.CANCELLED_BY_EVENT.because(end.get()))) {
                ended++;
            }
        }
        return ended;
    }
}
