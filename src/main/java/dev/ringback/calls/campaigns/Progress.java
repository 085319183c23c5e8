package dev.ringback.calls.campaigns;

import dev.ringback.calls.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Contains the progress of a campaign.
 *
 * @param calls how many calls are in each state; a state without any is missing
 * @param uploaded uploaded rows; for a rule's campaign, the calls it ever had
 * @param differs whether a confirmed upload has another number of calls than of good rows
 * @param runningPending rows of running drafts that the last reading showed as not dialled yet; null if not counted
 * @param perMinute calls placed a minute, over the last fifteen or since the dispatch; null if none was placed
 * @param estimatedEnd when the rest would be placed at that rate, closed hours not counted; null if unknown
 * @param results how many contacts the Hub last showed with each status
 * @param optOutEffectAfter the longest time from an opt-out during a draft's run to the Hub's confirmation of the stop;
 *     null if there was none
 * @param nextDates the next five dates of its schedule; empty without one
 */
public record Progress(
        Map<Call.State, Long> calls,
        long uploaded,
        boolean differs,
        Long runningPending,
        Double perMinute,
        Instant estimatedEnd,
        Map<String, Long> results,
        Duration optOutEffectAfter,
        List<Instant> nextDates) {}
