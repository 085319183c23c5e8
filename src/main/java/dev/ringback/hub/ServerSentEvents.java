package dev.ringback.hub;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Reads server-sent events from a stream as the HTML standard defines them (9.2.6). Only the fields {@code event} and
 * {@code data} are read, as the Hub describes no ids. Comments and incomplete events are ignored.
 */
final class ServerSentEvents {
    private final BufferedReader lines;

    ServerSentEvents(InputStream stream) {
        lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** @param name {@code message} if the stream names none */
    record Event(String name, String data) {}

    /** Returns the next event; empty at the end of the stream. */
    Optional<Event> next() throws IOException {
        String name = "message";
        StringJoiner data = new StringJoiner("\n");
        boolean isAny = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && isAny) {
                return Optional.of(new Event(name, data.toString()));
            }
            switch (fieldOf(line)) {
                case "data" -> data.add(valueOf(line));
                case "event" -> name = valueOf(line);
                default -> {
                    continue; // a comment, the blank line after one, or an unused field
                }
            }
            isAny = true;
        }
        return Optional.empty();
    }

    private static String fieldOf(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon);
    }

    private static String valueOf(String line) {
        String value = line.substring(Math.min(line.length(), fieldOf(line).length() + 1));
        return value.startsWith(" ") ? value.substring(1) : value;
    }
}
