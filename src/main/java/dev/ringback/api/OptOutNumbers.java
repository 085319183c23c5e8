package dev.ringback.api;

import dev.ringback.calls.OptOut;
import dev.ringback.calls.UnreadOptOuts;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.numbers.Reading;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the numbers of opt-outs, and keeps for a person to look at what cannot be read. A number that no telephone of its
 * country has is kept too, beside its opt-out: it is probably another person's, mistyped. No transaction may be open.
 */
@ApplicationScoped
class OptOutNumbers {
    static final String KEPT = "It is kept for a person to look at, under /api/v1/opt-outs/unread.";

    private static final String IMPOSSIBLE = "it is opted out as read, but no number of its country has this form";

    private final Numbers numbers;
    private final UnreadOptOuts unread;

    OptOutNumbers(Numbers numbers, UnreadOptOuts unread) {
        this.numbers = numbers;
        this.unread = unread;
    }

    /**
     * Reads a number and keeps what a person must look at.
     *
     * @param region as typed; may be empty
     * @param note the reason of the opt-out; null for none
     */
    Reading read(String typed, String region, String note, OptOut.Origin origin, String who) {
        Reading read = numbers.read(typed, region);
        toLookAt(read, typed, region, note).ifPresent(found -> unread.keep(found, origin, who));
        return read;
    }

    /**
     * Reads a number of a file.
     *
     * @param toLookAt receives what a person must look at, for {@link UnreadOptOuts#keepAll}
     */
    Reading read(String typed, String region, String note, Consumer<UnreadOptOuts.Unread> toLookAt) {
        Reading read = numbers.read(typed, region);
        toLookAt(read, typed, region, note).ifPresent(toLookAt);
        return read;
    }

    private Optional<UnreadOptOuts.Unread> toLookAt(Reading read, String typed, String region, String note) {
        return switch (read) {
            case Reading.Absent absent -> Optional.empty();
            case Reading.Unreadable(var flaw, var why) ->
                Optional.of(new UnreadOptOuts.Unread(typed, region, note, why));
            case Reading.Person person ->
                numbers.isImpossible(person.number())
                        ? Optional.of(new UnreadOptOuts.Unread(typed, region, note, IMPOSSIBLE))
                        : Optional.empty();
        };
    }
}
