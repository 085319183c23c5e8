package dev.ringback.proofs.killloop;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was accepted, against what became of it and what rang.
 *
 * @param calls how many are in each state, by the way they took: {@code originate} or {@code campaign}
 * @param rings rings in the Hub's ledger
 * @param duplicates rings beyond the first for one thing, and rings that belong to none
 * @param lost accepted deliveries that are not stored, not decided or led to no call, and calls that neither ended nor
 *     stand in unknown
 * @param wrongState calls that ended placed without a ring, or otherwise with one
 * @param tooLate calls claimed after their cancelling event or opt-out was accepted, and rings of stopped campaigns
 * @param unrecordedRings rings of campaigns that are not recorded with their person, or spoke of another thing
 * @param unfinished campaigns and steps that have not come to their end, and orphan drafts at the Hub
 * @param deletedByOthers campaigns that were deleted at the Hub without a deletion recorded here
 * @param findings what is wrong, in words, without numbers
 */
record Audit(
        Map<String, Map<String, Long>> calls,
        int rings,
        Campaigns campaigns,
        long duplicates,
        long lost,
        long wrongState,
        long tooLate,
        long unrecordedRings,
        long unfinished,
        long deletedByOthers,
        List<String> findings) {

    /**
     * Campaigns as the Hub saw them.
     *
     * @param stopped those whose stop came before all rows were dialled
     * @param drafts those that are neither started nor deleted
     * @param rings rings of campaigns
     */
    record Campaigns(int created, int started, int stopped, int deleted, int drafts, int rings) {
        String text() {
            return "%d created, %d started, %d stopped half way, %d deleted, %d orphan drafts left"
                    .formatted(created, started, stopped, deleted, drafts);
        }
    }

    boolean holds() {
        return duplicates == 0
                && lost == 0
                && wrongState == 0
                && tooLate == 0
                && unrecordedRings == 0
                && unfinished == 0
                && deletedByOthers == 0;
    }

    /** The calls of each way. */
    String callsText() {
        return calls.entrySet().stream()
                .map(way -> way.getKey() + " " + statesText(way.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String statesText(Map<String, Long> states) {
        long all = states.values().stream().mapToLong(Long::longValue).sum();
        return all
                + states.entrySet().stream()
                        .map(state -> state.getKey() + " " + state.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
    }
}
