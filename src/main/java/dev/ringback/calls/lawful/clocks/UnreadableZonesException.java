package dev.ringback.calls.lawful.clocks;

/** Reports zone data that cannot be used. The message names the file, the line where there is one, and the cure. */
public final class UnreadableZonesException extends RuntimeException {
    private static final String CURE = "; take tzdata.zi of a tz release, such as /usr/share/zoneinfo/tzdata.zi";

    UnreadableZonesException(String file, String why, Throwable cause) {
        super(file + ": " + why + CURE, cause);
    }

    UnreadableZonesException(String file, BadLineException line) {
        super(file + ", line " + line.line() + ": " + line.getMessage() + CURE, line);
    }
}
