package dev.ringback.platform;

/** Defines the order in which features start after the schema is migrated. Each may rely on the features before it. */
public final class Startup {
    /** Checks the configuration alone, before any write. */
    public static final int SETTINGS = 5;

    public static final int DURABILITY = 10;
    public static final int CLOCK = 20;
    public static final int IDENTITY = 25;
    public static final int HUB = 30;
    public static final int EMULATOR = 40;
    public static final int RULES = 50;
    public static final int WAKEUPS = 90;
    public static final int WORKERS = 100;

    private Startup() {}
}
