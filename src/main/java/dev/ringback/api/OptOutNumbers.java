package dev.ringback.api;

import dev.ringback.calls.OptOut;
import dev.ringback.calls.UnreadOptOuts;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.numbers.Reading;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Reads the numbers of opt-outs, and keeps for a person to look at what cannot be read. A number that no telephone of its
 * country has is kept too, beside its opt-out: it is probably another person's, mistyped. No transaction may be open.
 */
@ApplicationScoped
class OptOutNumbers {
    static final String KEPT = "It is kept for a person to look at, under /api/v1/opt-outs/unread.";

    private final Numbers numbers;
    private final UnreadOptOuts unread;

    OptOutNumbers(Numbers numbers, UnreadOptOuts unread) {
        this.numbers = numbers;
        this.unread = unread;
    }

    /**
     * Reads a number.
     *
     * @param region as typed; may be empty
     * @param note the reason of the opt-out; null for none
     */
    Reading read(String typed, String region, String note, OptOut.Origin origin, String who) {
        Reading read = numbers.read(typed, region);
        switch (read) {
            case Reading.Absent absent -> { // nothing to look at
            }
            case Reading.Unreadable(var flaw, var why) ->
                unread.keep(new UnreadOptOuts.Unread(typed, region, note, why), origin, who);
            case Reading.Person person
            when numbers.isImpossible(person.number()) ->
                unread.keep(
                        new UnreadOptOuts.Unread(
                                typed,
                                region,
                                note,
                                "it is opted out as read, but no number of its country has this form"),
                        origin,
                        who);
            case Reading.Person person -> { // the usual case
            }
        }
        return read;
    }
}
