package dev.ringback.platform;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Recognizes addresses of this machine, where no real phone rings. */
public final class Loopback {
    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private Loopback() {}

    /** Returns whether an address can only mean this machine. */
    public static boolean is(URI address) {
        return address.getHost() != null && isHost(address.getHost());
    }

    /** Returns whether a host's name or literal address can only mean this machine. */
    public static boolean isHost(String host) {
        return HOSTS.contains(host.toLowerCase(Locale.ROOT));
    }
}
