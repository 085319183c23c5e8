package dev.ringback.hub;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Where the Hub is and how long it may take. */
@ConfigMapping(prefix = "ringback.hub")
public interface HubConfig {
    /** The base address, with or without {@code /v1} and a slash at its end. */
    URI url();

    /** {@code sk_live_…}; there is no other kind: the Hub has no sandbox. A JWT of a person is taken too. */
    Optional<String> apiKey();

    /** The account's slug, needed beside a JWT: a key names its own account. */
    Optional<String> account();

    /** How long a connection may take to stand, TLS included. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long an answer may take from the hand-over to the end of its body. The Hub's own limit is not documented. */
    @WithDefault("30s")
    Duration answerTimeout();

    /** The same for an upload of contacts, which may have 10 MB (docs/HUB.md). */
    @WithDefault("2m")
    Duration uploadTimeout();

    /** The same for one try of a read. */
    @WithDefault("10s")
    Duration readTimeout();

    /** How long a read may wait and try in all, for the budget too; no try begins afterwards. */
    @WithDefault("45s")
    Duration readDeadline();

    @WithDefault("3")
    @Min(1)
    int readTries();

    /** The least wait after a first failed read; it doubles. */
    @WithDefault("500ms")
    Duration readBackoff();

    /** How long an open stream of events may be silent; the Hub sends a heartbeat every 15 s (docs/HUB.md). */
    @WithDefault("60s")
    Duration streamIdle();

    /** How long one stays open before it is opened anew: the Hub forgets a place in flight after an hour. */
    @WithDefault("55m")
    Duration streamLife();

    /** Our own ceilings, a little under the Hub's 60, 1,000 and 10,000 requests and 20 in flight (docs/HUB.md). */
    @WithDefault("55")
    @Min(1)
    int requestsPerMinute();

    @WithDefault("950")
    @Min(1)
    int requestsPerHour();

    @WithDefault("9500")
    @Min(1)
    int requestsPerDay();

    @WithDefault("16")
    @Min(1)
    int inFlight();

    /** What a contact of an ended campaign shows if it was never dialled: read twice, it proves that (docs/HUB.md). */
    @WithDefault("pending,skipped")
    Set<String> neverDialledStatuses();

    /** What a contact shows once it was dialled; only {@code failed} is on a page, the others are guesses. All else proves nothing. */
    @WithDefault("calling,in_progress,completed,failed,answered,no_answer,busy,voicemail")
    Set<String> dialledStatuses();

    /** Least time between two readings that prove something. Default: two minutes; two seconds with a loopback Hub. */
    Optional<Duration> settleWait();

    /** How often the account's cost caps are read, by one of all replicas; {@code off}: never. */
    @WithDefault("5m")
    String capsEvery();

    /** How long a call is taken to last where the cap of calls at once is counted; zero counts only what is being sent. */
    @WithDefault("0s")
    Duration assumedCallLength();

    /** When dialling stops because answers stay away, and how it is tried again. */
    Breaker breaker();

    /** The breaker over all dialling. */
    interface Breaker {
        /** How many dials in a row without a known outcome stop dialling. As many may be unanswered at once, in all replicas. */
        @WithDefault("3")
        @Min(1)
        int unknowns();

        /** How many dials of one outage may come to nothing known before the long rest. */
        @WithDefault("5")
        @Min(1)
        int most();

        /** How long after dialling stopped the Hub is read; each failed reading doubles the wait. */
        @WithDefault("10s")
        Duration firstWait();

        /** The longest wait between two readings, and the wait after a dial that was tried and lost. */
        @WithDefault("5m")
        Duration longestWait();

        /** How long no dial is tried once {@link #most} are lost: an outage that answers readings may last for hours. */
        @WithDefault("1h")
        Duration rest();

        /** How often each replica looks whether a probe is due, and says that it runs; {@code off}: never. */
        @WithDefault("1s")
        String look();
    }

    /** Whether the emulated Hub runs in this process. */
    Emulator emulator();

    /** The emulated Hub of this process. */
    interface Emulator {
        @WithDefault("false")
        boolean enabled();

        @WithDefault("8089")
        int port();

        /** Where its ledger is kept. */
        Optional<String> dir();

        /** How many times faster than real its campaigns dial and its calls last. */
        @WithDefault("1")
        double speed();
    }
}
