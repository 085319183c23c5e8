package dev.ringback.prove;

import java.util.Random;

/** What the chaos does, and how often in a hundred. */
enum Act {
    KILL_REPLICA("kill -9 of a replica", 24, true),
    KILL_BACKEND("kill -9 of a PostgreSQL process", 8, true),
    KILL_SERVER("kill -9 of the PostgreSQL server", 5, true),
    KILL_HUB("kill -9 of the Hub", 8, true),
    FREEZE_REPLICA("frozen replica", 10, false),
    END_SESSIONS("ended database sessions", 13, false),
    HUB_FAULT("fault of the Hub", 32, false);

    final String words;
    final boolean isKill;
    private final int share;

    Act(String words, int share, boolean isKill) {
        this.words = words;
        this.share = share;
        this.isKill = isKill;
    }

    static Act draw(Random random) {
        int drawn = random.nextInt(100);
        for (Act act : values()) {
            drawn -= act.share;
            if (drawn < 0) {
                return act;
            }
        }
        throw new IllegalStateException("the shares do not add up to a hundred");
    }
}
