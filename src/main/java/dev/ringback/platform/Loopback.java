package dev.ringback.platform;

import java.net.URI;
import java.util.Set;

/** Whether an address can only mean this machine, where no real phone rings. */
public final class Loopback {
    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private Loopback() {}

    public static boolean is(URI address) {
        return address.getHost() != null && HOSTS.contains(address.getHost());
    }
}
