package dev.ringback.rules;

import dev.ringback.calls.CallRequest;
import dev.ringback.calls.SenderNames;
import dev.ringback.calls.lawful.LawfulHours;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.Whereabouts;
import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.intake.sources.Sources;
import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Holds everything that a trial takes from outside of the rules and events. All of it must be safe for use by many threads.
 *
 * @param hours the law by which calls are planned
 * @param zones finds a zone by its id
 * @param source finds a source's kind and settings
 * @param sender finds the party behind a source
 * @param optedOut whether one of some numbers has opted out
 * @param dispatch returns the first dispatch of a schedule after an instant; empty if none is left
 */
record TrialWorld(
        Numbers numbers,
        Whereabouts whereabouts,
        LawfulHours hours,
        Function<String, Optional<Zone>> zones,
        Function<String, Optional<Sources.Source>> source,
        Function<String, SenderNames> sender,
        Predicate<List<PhoneNumber>> optedOut,
        BiFunction<CallRequest.Gather, Instant, Optional<Instant>> dispatch) {}
