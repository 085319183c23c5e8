package dev.ringback.proofs.killloop;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** The kinds of trouble that the chaos makes, each with its share of a hundred random draws. */
enum ChaosAction {
    KILL_REPLICA("kill -9 of a replica", 22, true, 0, 0),
    KILL_BACKEND("kill -9 of a PostgreSQL process", 7, true, 0, 0),
    KILL_SERVER("kill -9 of the PostgreSQL server", 5, true, 0, 0),
    KILL_HUB("kill -9 of the Hub", 8, true, 0, 0),
    FREEZE_REPLICA("frozen replica", 9, false, 0, 0),
    END_SESSIONS("ended database sessions", 11, false, 0, 0),
    HUB_FAULT("fault of the Hub", 30, false, 0, 0),
    SILENT_CONNECTIONS("silent database connections", 4, false, 0, 0),
    SILENT_NETWORK("silent database network", 1, false, 8, 30),
    EXHAUSTED_POOL("exhausted pool", 1, false, 8, 20),
    READ_ONLY_DATABASE("read-only database", 1, false, 6, 20),
    HUB_OUTAGE("outage of the Hub", 1, false, 12, 60),
    COPIED_DATABASE("copied database", 0, false, 30, 30); // share 0: it takes a minute, so a schedule plans it once

    /** The troubles after which the rate of rings is measured. */
    static final List<ChaosAction> MEASURED =
            List.of(KILL_REPLICA, KILL_BACKEND, KILL_SERVER, EXHAUSTED_POOL, SILENT_CONNECTIONS);

    /** The other troubles that a long run makes once at their full length. */
    static final List<ChaosAction> LASTING = List.of(HUB_OUTAGE, READ_ONLY_DATABASE, COPIED_DATABASE, SILENT_NETWORK);

    /** The extent of an act. */
    enum Form {
        /** The act is short and comes amid others. */
        BRIEF,
        /** The act has its full length and begins after everything else has come to rest. */
        WHOLE,
        /** The act is {@link #WHOLE}, and the rate of rings is measured before and after it. */
        MEASURED
    }

    final String words;
    final boolean isKill;
    private final int share;
    private final int briefSeconds;
    private final int wholeSeconds;

    /** @param wholeSeconds length of the cause at full length; 0 for an instantaneous act */
    ChaosAction(String words, int share, boolean isKill, int briefSeconds, int wholeSeconds) {
        this.words = words;
        this.share = share;
        this.isKill = isKill;
        this.briefSeconds = briefSeconds;
        this.wholeSeconds = wholeSeconds;
    }

    /** Returns how long the cause of the trouble lasts; zero for an instantaneous act. */
    Duration length(Form form) {
        return Duration.ofSeconds(
                switch (form) {
                    case BRIEF -> briefSeconds;
                    case WHOLE, MEASURED -> wholeSeconds;
                });
    }

    /** Tells whether the act needs an embedded server. A lent server keeps its processes, settings and databases. */
    boolean needsOwnServer() {
        return switch (this) {
            case KILL_BACKEND, KILL_SERVER, READ_ONLY_DATABASE, COPIED_DATABASE -> true;
            case KILL_REPLICA,
                    KILL_HUB,
                    FREEZE_REPLICA,
                    END_SESSIONS,
                    HUB_FAULT,
                    SILENT_CONNECTIONS,
                    SILENT_NETWORK,
                    EXHAUSTED_POOL,
                    HUB_OUTAGE -> false;
        };
    }

    /** Returns the name of the act on the command line, like {@code kill-replica}. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Finds an act by its name on the command line. Throws IllegalArgumentException if no act has that name. */
    static ChaosAction named(String option) {
        return Arrays.stream(values())
                .filter(act -> act.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--only knows no " + option + ", but: " + options()));
    }

    static String options() {
        return Arrays.stream(values()).map(ChaosAction::option).collect(Collectors.joining(", "));
    }

    static ChaosAction draw(Random random) {
        int drawn = random.nextInt(100);
        for (ChaosAction act : values()) {
            drawn -= act.share;
            if (drawn < 0) {
                return act;
            }
        }
        throw new IllegalStateException("the shares do not add up to a hundred");
    }
}
