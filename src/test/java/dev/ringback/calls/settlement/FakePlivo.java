package dev.ringback.calls.settlement;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Plivo's lists of calls: ended ones by to_number (a prefix of digits) and end_time, 20 a page, not over 30 days; the ids of
 * live and queued ones, each with its numbers at its own address.
 */
public final class FakePlivo extends FakeCarrier {
    private static final String CALLS = "/v1/Account/" + ACCOUNT + "/Call/";
    private static final DateTimeFormatter ASKED = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter TOLD = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx");
    private static final int MOST = 20;
    private volatile int hidden;
    private volatile boolean repeats;

    public FakePlivo(int port) {
        super(port);
    }

    /** Leaves that many out of the pages, but not out of the count. */
    void hide(int howMany) {
        hidden = howMany;
    }

    /** Shows the newest call twice and the oldest not at all, as when the pages move under the reader. */
    void repeatOne() {
        repeats = true;
    }

    @Override
    public void reset() {
        super.reset();
        hidden = 0;
        repeats = false;
    }

    @Override
    Answer answer(String path, Map<String, String> query) {
        if (!path.startsWith(CALLS)) {
            return new Answer(404, Map.of());
        }
        String id = path.substring(CALLS.length()).replace("/", "");
        if (!query.containsKey("status")) {
            return ended(query);
        }
        List<Entry> going = entries.stream()
                .filter(entry -> entry.ended() == null
                        && query.get("status").equals(entry.started() == null ? "queued" : "live"))
                .toList();
        if (id.isEmpty()) {
            return new Answer(
                    200,
                    Map.of("calls", page(going, query).stream().map(Entry::id).toList()));
        }
        return going.stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .map(entry ->
                        new Answer(200, Map.of("call_uuid", id, "to", digits(entry.to()), "direction", "outbound")))
                .orElse(new Answer(404, Map.of("error", "call not found")));
    }

    private Answer ended(Map<String, String> query) {
        Instant from = asked(query.get("end_time__gte"));
        Instant until = asked(query.get("end_time__lte"));
        if (Duration.between(from, until).toDays() > 30) {
            return new Answer(400, Map.of("error", "the range exceeds 30 days"));
        }
        List<Entry> all = entries.reversed().stream()
                .filter(entry -> entry.ended() != null
                        && !entry.ended().isBefore(from)
                        && !entry.ended().isAfter(until)
                        && entry.direction().startsWith(query.get("call_direction"))
                        && digits(entry.to()).startsWith(query.get("to_number")))
                .toList();
        List<Entry> listed = repeats
                ? Stream.concat(all.stream().limit(1), all.stream().limit(all.size() - 1))
                        .toList()
                : all.stream().skip(hidden).toList();
        Map<String, Object> meta = new HashMap<>();
        meta.put("limit", MOST);
        meta.put("total_count", all.size());
        meta.put("next", null);
        return new Answer(
                200,
                Map.of(
                        "meta",
                        meta,
                        "objects",
                        page(listed, query).stream().map(FakePlivo::shown).toList()));
    }

    private static List<Entry> page(List<Entry> all, Map<String, String> query) {
        int limit = Integer.parseInt(query.getOrDefault("limit", "20"));
        return all.stream()
                .skip(Integer.parseInt(query.getOrDefault("offset", "0")))
                .limit(Math.min(limit, MOST))
                .toList();
    }

    private static Map<String, Object> shown(Entry entry) {
        return Map.of(
                "call_uuid", entry.id(),
                "to_number", digits(entry.to()),
                "call_direction", "outbound",
                "initiation_time", TOLD.format(entry.created().atOffset(ZoneOffset.ofHoursMinutes(5, 30))),
                "end_time", TOLD.format(entry.ended().atOffset(ZoneOffset.ofHoursMinutes(5, 30))));
    }

    private static Instant asked(String text) {
        return LocalDateTime.parse(text, ASKED).toInstant(ZoneOffset.UTC);
    }

    private static String digits(String number) {
        return number.replace("+", "");
    }
}
