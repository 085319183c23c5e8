package dev.ringback.hub;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The Hub's address, timeouts and limits. */
@ConfigMapping(prefix = "ringback.hub")
public interface HubConfig {
    /** The base address, with or without {@code /v1} and a trailing slash. */
    URI url();

    /** The key, {@code sk_live_…}. The Hub has no sandbox and so no other kind of key. A person's JWT is accepted too. */
    Optional<String> apiKey();

    /** The account's slug, required with a JWT. A key names its own account. */
    Optional<String> account();

    /** The limit for opening a connection, TLS included. */
    @WithDefault("5s")
    Duration connectTimeout();

    /**
     * The limit for an answer's header; plus the connect timeout it also limits the whole exchange. The Hub's own limit
     * is not documented.
     */
    @WithDefault("30s")
    Duration answerTimeout();

    /** The answer timeout for an upload of contacts, which may have 10 MB (docs/HUB.md). */
    @WithDefault("2m")
    Duration uploadTimeout();

    /** The answer timeout for one attempt of a read. */
    @WithDefault("10s")
    Duration readTimeout();

    /** The limit for all waits and attempts of a read, budget waits included. No retry begins afterwards. */
    @WithDefault("45s")
    Duration readDeadline();

    @WithDefault("3")
    @Min(1)
    int readTries();

    /** The shortest wait after a first failed read. It doubles with each retry. */
    @WithDefault("500ms")
    Duration readBackoff();

    /** The longest silence of an open event stream. The Hub sends a heartbeat every 15 s (docs/HUB.md). */
    @WithDefault("60s")
    Duration streamIdle();

    /** The longest life of one stream before it is reopened. The Hub releases an in-flight slot after an hour. */
    @WithDefault("55m")
    Duration streamLife();

    /** Our own limits, slightly below the Hub's 60, 1,000 and 10,000 requests and 20 in flight (docs/HUB.md). */
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

    /** Statuses of an ended campaign's contact that was never dialled. Two reads of such a status prove it (docs/HUB.md). */
    @WithDefault("pending,skipped")
    Set<String> neverDialledStatuses();

    /**
     * Statuses of a dialled contact. Only {@code failed} is documented; the others are guesses. A status in neither set
     * proves nothing.
     */
    @WithDefault("calling,in_progress,completed,failed,answered,no_answer,busy,voicemail")
    Set<String> dialledStatuses();

    /** The shortest time between two reads that prove something. Default: two minutes; two seconds with a loopback Hub. */
    Optional<Duration> settleWait();

    /** The interval at which one of all replicas reads the account's cost caps; {@code off} disables it. */
    @WithDefault("5m")
    String capsEvery();

    /** The assumed length of a call when counting against the concurrency cap. Zero counts only calls being sent. */
    @WithDefault("0s")
    Duration assumedCallLength();

    /** The settings of the circuit breaker: when dialling stops for lack of answers, and how it resumes. */
    Breaker breaker();

    /** The circuit breaker over all dialling. */
    interface Breaker {
        /**
         * How many consecutive dials without a known outcome stop dialling. The same number limits unanswered dials
         * across all replicas.
         */
        @WithDefault("3")
        @Min(1)
        int unknowns();

        /** How many dials of one outage may end without a known outcome before {@link #rest} applies. */
        @WithDefault("5")
        @Min(1)
        int most();

        /** The wait before the first read of the Hub after dialling stopped. Each failed read doubles it. */
        @WithDefault("10s")
        Duration firstWait();

        /** The longest wait between two reads, and the wait after a trial dial was lost. */
        @WithDefault("5m")
        Duration longestWait();

        /** How long no dial is tried once {@link #most} are lost. An outage that still answers reads may last for hours. */
        @WithDefault("1h")
        Duration rest();

        /** How often each replica checks for a due probe and reports that it runs; {@code off} disables it. */
        @WithDefault("1s")
        String look();
    }

    Emulator emulator();

    /** The emulated Hub of this process. */
    interface Emulator {
        @WithDefault("false")
        boolean enabled();

        @WithDefault("8089")
        int port();

        /** The directory of its ledger. */
        Optional<String> dir();

        /** Factor by which its campaigns dial and its calls end faster than real time. */
        @WithDefault("1")
        double speed();
    }
}
