package dev.ringback.calls.settlement;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Twilio's list of calls: filter by To, pages by next_page_uri, RFC 2822 times, a null start_time until it is dialled. */
public final class FakeTwilio extends FakeCarrier {
    private static final String CALLS = "/2010-04-01/Accounts/" + ACCOUNT + "/Calls.json";
    private volatile int mostOnAPage = 1000;

    public FakeTwilio(int port) {
        super(port);
    }

    public void mostOnAPage(int most) {
        mostOnAPage = most;
    }

    @Override
    Answer answer(String path, Map<String, String> query) {
        if (!path.equals(CALLS)) {
            return new Answer(404, Map.of());
        }
        int size = Math.min(mostOnAPage, Integer.parseInt(query.getOrDefault("PageSize", "50")));
        int page = Integer.parseInt(query.getOrDefault("Page", "0"));
        List<Entry> all = entries.reversed().stream()
                .filter(entry -> !query.containsKey("To") || entry.to().equals(query.get("To")))
                .toList();
        List<Entry> shown = all.stream().skip((long) page * size).limit(size).toList();
        boolean isMore = all.size() > (page + 1) * size;
        Map<String, Object> body = new HashMap<>();
        body.put("calls", shown.stream().map(FakeTwilio::shown).toList());
        body.put("page", page);
        body.put("page_size", size);
        body.put(
                "next_page_uri",
                isMore
                        ? CALLS + "?PageSize=" + size + "&Page=" + (page + 1) + "&PageToken=PA1&To="
                                + query.getOrDefault("To", "").replace("+", "%2B")
                        : null);
        return new Answer(200, body);
    }

    private static Map<String, Object> shown(Entry entry) {
        Map<String, Object> call = new HashMap<>();
        call.put("sid", entry.id());
        call.put("to", entry.to());
        call.put("from", "+12025550100");
        call.put("direction", entry.direction());
        call.put("status", entry.started() == null ? "queued" : entry.ended() == null ? "in-progress" : "completed");
        call.put("date_created", time(entry.created()));
        call.put("start_time", time(entry.started()));
        call.put("end_time", time(entry.ended()));
        return call;
    }

    private static String time(Instant at) {
        return at == null
                ? null
                : DateTimeFormatter.RFC_1123_DATE_TIME
                        .format(at.atOffset(ZoneOffset.UTC))
                        .replace("GMT", "+0000");
    }
}
