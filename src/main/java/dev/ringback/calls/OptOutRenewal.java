package dev.ringback.calls;

import dev.ringback.calls.lawful.Numbers;
import dev.ringback.outbox.Pauses;
import dev.ringback.platform.Startup;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Moves stored opt-outs to the form in which numbers are read today, before the first claim. An earlier release stored a
 * number as it was typed where its numbering plan has changed, and one form only where a person has two.
 */
@ApplicationScoped
public class OptOutRenewal {
    private static final int AT_ONCE = 200;
    private static final UUID FIRST = new UUID(0, 0);

    private final OptOuts optOuts;
    private final OptOutRepository stored;
    private final Numbers numbers;

    OptOutRenewal(OptOuts optOuts, OptOutRepository stored, Numbers numbers) {
        this.optOuts = optOuts;
        this.stored = stored;
        this.numbers = numbers;
    }

    void start(@Observes @Priority(Startup.WORKERS - 1) StartupEvent event) {
        int renewed = renew();
        if (renewed > 0) {
            Log.infof("%d opt-outs were stored in an old form of their number and now hold for today's", renewed);
        }
    }

    /** Renews all opt-outs that need it. Returns the number of new entries. No transaction may be open. */
    int renew() {
        int added = 0;
        for (List<OptOut> batch = after(FIRST); !batch.isEmpty(); batch = after(batch.getLast().id)) {
            added += renew(batch);
        }
        return added;
    }

    private List<OptOut> after(UUID last) {
        return QuarkusTransaction.requiringNew().call(() -> stored.toRenew(numbers.oldForm(), last, AT_ONCE));
    }

    private int renew(List<OptOut> batch) {
        Map<PhoneNumber, OptOuts.Wanted> wanted = new LinkedHashMap<>();
        for (OptOut old : batch) {
            numbers.forms(today(old)).forEach(form -> wanted.putIfAbsent(form, new OptOuts.Wanted(form, old.note)));
        }
        int added = optOuts.addAll(List.copyOf(wanted.values()), Pauses.BY_ITSELF);
        QuarkusTransaction.requiringNew().run(() -> batch.forEach(this::replace));
        return added;
    }

    /** Gives the new entries the old one's origin and time, and removes it where nobody is read as its number any more. */
    private void replace(OptOut old) {
        numbers.forms(today(old)).forEach(form -> stored.takeOver(old.id, form, Pauses.BY_ITSELF));
        if (!today(old).equals(old.number)) {
            stored.deleteById(old.id);
        }
    }

    private PhoneNumber today(OptOut old) {
        return numbers.identify(old.number.e164(), "").orElse(old.number);
    }
}
