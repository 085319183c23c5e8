package dev.ringback.prove;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was accepted, against what became of it and what rang.
 *
 * @param calls how many are in each state
 * @param rings rings in the Hub's ledger
 * @param duplicates rings beyond the first for one thing, and rings that belong to none
 * @param lost accepted deliveries that are not stored, not decided or led to no call, and calls that neither ended nor
 *     stand in unknown
 * @param untrue calls that ended placed without a ring, or otherwise with one
 * @param tooLate calls claimed after the event that cancels them was accepted
 * @param findings what is wrong, in words, without numbers
 */
record Balance(
        Map<String, Long> calls,
        int rings,
        long duplicates,
        long lost,
        long untrue,
        long tooLate,
        List<String> findings) {

    boolean isEven() {
        return duplicates == 0 && lost == 0 && untrue == 0 && tooLate == 0;
    }

    String callsText() {
        long all = calls.values().stream().mapToLong(Long::longValue).sum();
        return all
                + calls.entrySet().stream()
                        .map(state -> state.getKey() + " " + state.getValue())
                        .collect(Collectors.joining(", ", ": ", ""));
    }
}
