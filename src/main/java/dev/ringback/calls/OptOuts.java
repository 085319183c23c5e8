package dev.ringback.calls;

import dev.ringback.calls.lawful.Numbers;
import dev.ringback.outbox.EndReason;
import dev.ringback.platform.Audit;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Adds and removes numbers that must never be rung. Once {@link #add} has returned, no call to the number is claimed any
 * more. Waiting calls are cancelled; a call that may be ringing ends cancelled if it was not placed.
 *
 * <p>Each method runs its own transactions, records changes in the audit, and must be called with no transaction open.
 */
@ApplicationScoped
public class OptOuts {
    private static final String DEADLOCK = "40P01"; // PostgreSQL, appendix A
    private static final int TRIES = 5;

    private final CallRepository calls;
    private final OptOutRepository optOuts;
    private final Numbers numbers;
    private final Withdrawals withdrawals;
    private final Audit audit;

    OptOuts(CallRepository calls, OptOutRepository optOuts, Numbers numbers, Withdrawals withdrawals, Audit audit) {
        this.calls = calls;
        this.optOuts = optOuts;
        this.numbers = numbers;
        this.withdrawals = withdrawals;
        this.audit = audit;
    }

    /** @param note the reason; null if none was given */
    public record Wanted(PhoneNumber number, String note) {}

    /** @param isNew false if the number had opted out before; its older note then stays */
    public record Added(OptOut optOut, boolean isNew) {}

    /** Adds a number, unless it has opted out already. */
    public Added add(Wanted wanted, OptOut.Origin origin, String who) {
        boolean isNew = store(withForms(List.of(wanted)), origin, who, false).contains(wanted.number());
        return QuarkusTransaction.requiringNew()
                .call(() -> optOuts.of(wanted.number()).map(stored -> new Added(stored, isNew)))
                .orElseThrow(() -> Problem.conflict("removed", "The opt-out was removed by someone else meanwhile."));
    }

    /**
     * Adds a batch of numbers, all or none; skips numbers that have opted out already.
     *
     * @param wanted a few hundred at most, since all these persons are locked at once; each number once
     * @return how many of the numbers are new
     */
    public int addAll(List<Wanted> wanted, String who) {
        if (wanted.isEmpty()) {
            return 0;
        }
        Set<PhoneNumber> added = store(withForms(wanted), OptOut.Origin.IMPORT, who, true);
        return (int)
                wanted.stream().filter(each -> added.contains(each.number())).count();
    }

    /** Adds the other forms of numbers that have two, since the same person may be rung under each. */
    private List<Wanted> withForms(List<Wanted> wanted) {
        Map<PhoneNumber, Wanted> all = new LinkedHashMap<>();
        wanted.forEach(each -> all.put(each.number(), each));
        for (Wanted each : wanted) {
            numbers.forms(each.number()).forEach(form -> all.putIfAbsent(form, new Wanted(form, each.note())));
        }
        return List.copyOf(all.values());
    }

    /** Removes an opt-out, which by itself creates no call. Returns whether the number had opted out. */
    public boolean remove(PhoneNumber number, String who) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<PhoneNumber> forms = numbers.forms(number);
            calls.lockPersons(forms);
            OptOut found = optOuts.of(number).orElse(null);
            if (found == null) {
                return false;
            }
            forms.forEach(form -> optOuts.of(form).ifPresent(optOuts::delete));
            audit.record(who, "remove_opt_out", "opt_out " + found.id, number.masked() + ", added by " + found.byWhom);
            return true;
        });
    }

    /** Stores opt-outs, and retries a deadlock's victim. Ends of whole rules lock many calls in no fixed order. */
    private Set<PhoneNumber> store(List<Wanted> wanted, OptOut.Origin origin, String who, boolean many) {
        Set<PhoneNumber> persons = wanted.stream().map(Wanted::number).collect(Collectors.toCollection(HashSet::new));
        Optional<Set<PhoneNumber>> added = Optional.empty();
        for (int tries = 1; added.isEmpty(); tries++) {
            try {
                added = QuarkusTransaction.requiringNew().call(() -> tryToStore(wanted, origin, who, many, persons));
            } catch (RuntimeException e) {
                if (tries == TRIES || !isDeadlock(e)) {
                    throw e;
                }
            }
        }
        return added.get();
    }

    /** @return empty if more persons must be locked first; {@code persons} then contains them, to lock all in one order */
    private Optional<Set<PhoneNumber>> tryToStore(
            List<Wanted> wanted, OptOut.Origin origin, String who, boolean many, Set<PhoneNumber> persons) {
        Collection<PhoneNumber> numbers = wanted.stream().map(Wanted::number).toList();
        persons.addAll(optOuts.personsBefore(numbers));
        calls.lockPersons(persons);
        if (persons.addAll(optOuts.personsBefore(numbers))) { // a fact arrived while this waited for the locks
            return Optional.empty();
        }
        Set<PhoneNumber> added = optOuts.insertNew(wanted, origin, who);
        optOuts.openCalls(numbers).forEach(call -> withdrawals.ofItsPerson(call, EndReason.Word.OPTED_OUT.alone()));
        if (many) {
            audit.record(who, "import_opt_outs", null, added.size() + " added of " + wanted.size());
        } else {
            added.forEach(number ->
                    audit.record(who, "opt_out", "opt_out " + optOuts.of(number).orElseThrow().id, number.masked()));
        }
        calls.flush();
        return Optional.of(added);
    }

    private static boolean isDeadlock(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && DEADLOCK.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
