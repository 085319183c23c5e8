package dev.ringback.rules;

import dev.ringback.calls.CallRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Holds the one place of each person in each campaign that gathers in a trial. */
final class TrialPlaces {
    private static final int THING = 1;
    private static final int SENDER = 2;
    private static final int START = 1;

    /** The thing whose call is in a place, if it still is. */
    record Place(long thing, long sender) {}

    /** The present campaign of a rule. */
    private record Campaign(long from, Optional<Instant> start) {}

    private final TrialKeys keys;
    private final BiFunction<CallRequest.Gather, Instant, Optional<Instant>> dispatch;
    private final TrialTable places = new TrialTable(SENDER);
    private final TrialTable starts = new TrialTable(START); // of each thing's campaign
    private final Map<TrialRule, Campaign> campaigns = new HashMap<>();

    /** @param dispatch returns the first dispatch of a schedule after an instant */
    TrialPlaces(TrialKeys keys, BiFunction<CallRequest.Gather, Instant, Optional<Instant>> dispatch) {
        this.keys = keys;
        this.dispatch = dispatch;
    }

    /** Returns when the campaign that gathers for the fact's rule starts; empty if its schedule has no date left. */
    Optional<Instant> start(TrialFact fact, long now) {
        Campaign known = campaigns.get(fact.rule());
        boolean isPresent = known != null
                && known.from <= now
                && known.start.filter(start -> TrialKeys.micros(start) > now).isPresent();
        if (!isPresent) {
            known = new Campaign(now, dispatch.apply(fact.request().gather(), TrialKeys.instant(now)));
            campaigns.put(fact.rule(), known);
        }
        return known.start;
    }

    /** Returns the start of the campaign that the fact's thing has its call in. */
    long startOf(TrialFact fact) {
        return starts.get(starts.find(fact.thing()), START);
    }

    /** Returns the last holder of the person's place in a campaign. */
    Optional<Place> of(TrialFact fact, long start) {
        long place = places.find(key(fact, start));
        return place == TrialTable.NONE
                ? Optional.empty()
                : Optional.of(new Place(places.get(place, THING), places.get(place, SENDER)));
    }

    /** Returns the last holder of the fact's person's place in the campaign of the thing's present call. */
    Optional<Place> holderInCampaignOf(TrialFact fact) {
        long known = starts.find(fact.thing());
        return known == TrialTable.NONE ? Optional.empty() : of(fact, starts.get(known, START));
    }

    void take(TrialFact fact, long start) {
        long place = places.add(key(fact, start));
        places.set(place, THING, fact.thing());
        places.set(place, SENDER, fact.sender());
        starts.set(starts.add(fact.thing()), START, start);
    }

    private long key(TrialFact fact, long start) {
        return keys.of(keys.of(fact.rule().key(), start), fact.person());
    }
}
