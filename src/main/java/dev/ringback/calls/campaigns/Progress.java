package dev.ringback.calls.campaigns;

import dev.ringback.calls.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How far a campaign is.
 *
 * @param calls how many are in each state; a state without any is missing
 * @param uploaded rows taken in; of a rule's campaign the calls it ever had
 * @param differs whether its calls are not as many as its good rows were
 * @param runningPending of the drafts that run: rows that the last reading showed as not dialled yet; null if nobody looked
 * @param perMinute calls placed a minute, over the last fifteen or since its dispatch; null if none was
 * @param estimatedEnd when the rest would be placed at that rate, hours nobody may be rung in not counted; null if unknown
 * @param results how many contacts the Hub last showed with which status
 * @param optOutEffectAfter the longest time from an opt-out during a draft's run to the Hub's answer that it is stopped;
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
