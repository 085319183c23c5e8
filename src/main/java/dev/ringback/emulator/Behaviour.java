package dev.ringback.emulator;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What may be changed while the emulator runs, for all accounts alike; {@code GET} and {@code PUT /_emulator/settings}.
 *
 * @param speed emulated seconds in a second of the clock it is given; 1 is real time
 * @param requests the limits of requests
 * @param caps the cost caps
 * @param dialling how calls go
 * @param campaigns what a campaign's operations do where the Hub contract is silent
 * @param recordings how recordings come about
 */
public record Behaviour(
        double speed,
        RequestLimits requests,
        Caps caps,
        Dialling dialling,
        Campaigning campaigns,
        Recordings recordings) {

    public Behaviour {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed must be above 0");
        }
        Stream.of(requests, caps, dialling, campaigns, recordings).forEach(Objects::requireNonNull);
    }

    /** Real time, no limits, calls of 30 seconds that everyone answers, and the safest guesses elsewhere. */
    public static final Behaviour DEFAULT =
            new Behaviour(1, RequestLimits.NONE, Caps.NONE, Dialling.DEFAULT, Campaigning.DEFAULT, Recordings.DEFAULT);

    /**
     * How calls go.
     *
     * @param callDuration how long every call lasts
     * @param firstDialAfter how long after a campaign's start its first dial is
     * @param dialGap the least time between two dials of one campaign
     * @param unanswered numbers nobody answers: a campaign's contact of such a number fails after its retries
     */
    public record Dialling(Duration callDuration, Duration firstDialAfter, Duration dialGap, Set<String> unanswered) {
        /** 30 seconds a call, dialled at once and without a gap, everyone answers. */
        public static final Dialling DEFAULT =
                new Dialling(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, Set.of());
    }

    /**
     * Campaigns, where the Hub contract (sections 6 and 15) leaves it open.
     *
     * @param listLag how old a picture {@code GET /campaigns} shows: what was created, deleted or moved since is not in it
     * @param contactLag how long after a dial or its end the contact's row shows it
     * @param deleteScheduled whether a scheduled campaign may be deleted; else 409
     * @param stopScheduled whether a scheduled campaign may be stopped; else 409
     * @param stopPaused whether a paused campaign may be stopped; else 409
     * @param skipBadRows whether a bad CSV row is left out; else it fails the whole file with 400
     * @param snapshotEvery time between two snapshots of the event stream
     * @param heartbeatEvery time between two heartbeats of the event stream
     */
    public record Campaigning(
            Duration listLag,
            Duration contactLag,
            boolean deleteScheduled,
            boolean stopScheduled,
            boolean stopPaused,
            boolean skipBadRows,
            Duration snapshotEvery,
            Duration heartbeatEvery) {
        /** No lag, every doubtful step refused, and the stream's documented 2 and 15 seconds. */
        public static final Campaigning DEFAULT = new Campaigning(
                Duration.ZERO,
                Duration.ZERO,
                false,
                false,
                false,
                false,
                Duration.ofSeconds(2),
                Duration.ofSeconds(15));
    }

    /**
     * Recordings (Hub contract, section 7).
     *
     * @param configured whether playback is set up; else 503
     * @param uploadAfter how long after a call's end its recording is there; before, 409
     */
    public record Recordings(boolean configured, Duration uploadAfter) {
        /** Set up, and there five seconds after the call. */
        public static final Recordings DEFAULT = new Recordings(true, Duration.ofSeconds(5));
    }

    /** This with another speed. */
    public Behaviour withSpeed(double speed) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }

    /** This with other limits of requests. */
    public Behaviour withRequests(RequestLimits requests) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }

    /** This with other cost caps. */
    public Behaviour withCaps(Caps caps) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }

    /** This with other calls. */
    public Behaviour withDialling(Dialling dialling) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }

    /** This with campaigns that behave otherwise. */
    public Behaviour withCampaigns(Campaigning campaigns) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }

    /** This with other recordings. */
    public Behaviour withRecordings(Recordings recordings) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }
}
