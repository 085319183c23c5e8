package dev.ringback.emulator;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The settings that may change while the emulator runs, for all accounts alike; {@code GET} and {@code PUT
 * /_emulator/settings}.
 *
 * @param speed emulated seconds per second of the source clock; 1 is real time
 * @param requests the request limits
 * @param caps the cost caps
 * @param dialling how calls proceed
 * @param campaigns how campaign operations behave where the Hub contract is silent
 * @param recordings how recordings become available
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

    /** The default: real time, no limits, answered calls of 30 seconds, and the safest guesses elsewhere. */
    public static final Behaviour DEFAULT =
            new Behaviour(1, RequestLimits.NONE, Caps.NONE, Dialling.DEFAULT, Campaigning.DEFAULT, Recordings.DEFAULT);

    /**
     * How calls proceed.
     *
     * @param callDuration the length of every call
     * @param firstDialAfter the time from a campaign's first start to its first dial
     * @param dialGap the shortest time between two dials of one campaign
     * @param unanswered numbers nobody answers; a campaign's contact with such a number fails after its retries
     */
    public record Dialling(Duration callDuration, Duration firstDialAfter, Duration dialGap, Set<String> unanswered) {
        /** The default: calls of 30 seconds, dialled at once without a gap, answered by everyone. */
        public static final Dialling DEFAULT =
                new Dialling(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, Set.of());
    }

    /**
     * Campaign behaviour that the Hub contract (sections 6 and 15) leaves open.
     *
     * @param listLag the age of the state that {@code GET /campaigns} shows; later creations, deletions and status
     *     changes are missing
     * @param contactLag the delay until a contact's row shows a dial or its end
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
        /** The default: no lag, every doubtful operation refused, and the stream's documented 2 and 15 seconds. */
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
     * @param uploadAfter time from a call's end until its recording is available; before that, 409
     */
    public record Recordings(boolean configured, Duration uploadAfter) {
        /** The default: playback is set up, and recordings are available five seconds after the call. */
        public static final Recordings DEFAULT = new Recordings(true, Duration.ofSeconds(5));
    }

    /** Returns a copy with another speed. */
    public Behaviour withSpeed(double speed) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }

    /** Returns a copy with other request limits. */
    public Behaviour withRequests(RequestLimits requests) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }

    /** Returns a copy with other cost caps. */
    public Behaviour withCaps(Caps caps) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }

    /** Returns a copy with other dialling settings. */
    public Behaviour withDialling(Dialling dialling) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }

    /** Returns a copy with other campaign settings. */
    public Behaviour withCampaigns(Campaigning campaigns) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }

    /** Returns a copy with other recording settings. */
    public Behaviour withRecordings(Recordings recordings) {
        return new Behaviour(speed, requests, caps, dialling, campaigns, recordings);
    }
}
