package dev.ringback.emulator;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

/** The multipart form that creates a campaign, read strictly: text values and one file named contacts. */
record CampaignForm(Map<String, String> values, byte[] contacts) {
    /** The Hub's limit of the file, in bytes (Hub contract, section 6). */
    private static final int LARGEST_FILE = 10 * 1024 * 1024;

    static CampaignForm read(HubRequest request) {
        var type = request.headers().get("Content-Type");
        if (type == null || !type.startsWith("multipart/form-data")) {
            throw Refusal.invalid("expected multipart/form-data");
        }
        var http = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.POST,
                "/",
                Unpooled.wrappedBuffer(request.body().getBytes()));
        http.headers().set("Content-Type", type);
        try {
            var decoder = new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), http);
            try {
                return read(decoder);
            } finally {
                decoder.destroy();
            }
        } catch (DecoderException | IOException e) {
            throw Refusal.invalid("invalid multipart form");
        }
    }

    private static CampaignForm read(HttpPostMultipartRequestDecoder decoder) throws IOException {
        var values = new HashMap<String, String>();
        byte[] contacts = null;
        for (var part : decoder.getBodyHttpDatas()) {
            switch (part) {
                case FileUpload file when file.getName().equals("contacts") -> contacts = file.get();
                case Attribute value -> values.put(value.getName(), value.getString(StandardCharsets.UTF_8));
                default -> throw Refusal.invalid("unexpected form part " + part.getName());
            }
        }
        if (contacts == null) {
            throw Refusal.invalid("contacts file is required");
        }
        if (contacts.length > LARGEST_FILE) {
            throw Refusal.invalid("contacts file is larger than 10 MB");
        }
        return new CampaignForm(values, contacts);
    }

    /**
     * Returns the campaign's parameters, checked against the account's agents and numbers; refuses invalid values with
     * 400.
     */
    Campaign.Plan plan(Hub hub, HubRequest request) {
        var account = request.account();
        var agent = required("agent_id");
        if (hub.store.find(account, Table.AGENT, agent).isEmpty()) {
            throw Refusal.invalid("unknown agent_id");
        }
        var number = hub.store
                .find(account, Table.NUMBER, required("phone_number_id"))
                .filter(row -> row.path("outbound_enabled").asBoolean())
                .orElseThrow(() -> Refusal.invalid("unknown phone_number_id, or not enabled for outbound calls"));
        var now = hub.clock.instant();
        return new Campaign.Plan(
                hub.ids.next("camp"),
                account,
                required("name"),
                agent,
                number.get("id").asText(),
                number.get("e164").asText(),
                number("max_concurrent_calls", 1, 100, 5),
                number("retries_per_contact", 0, 5, 0),
                Duration.ofSeconds(number("retry_delay_seconds", 60, Integer.MAX_VALUE, 300)),
                scheduledAt(now),
                now,
                request.caller().isPerson() ? "user" : "api_key");
    }

    /** Returns the start time; null if the form has none. A time in the past is refused with 400. */
    private Instant scheduledAt(Instant now) {
        var text = values.getOrDefault("scheduled_at", "");
        if (text.isEmpty()) {
            return null;
        }
        try {
            var instant = OffsetDateTime.parse(text).toInstant();
            if (instant.isAfter(now)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // refused below like a time in the past
        }
        throw Refusal.invalid("scheduled_at must be an RFC 3339 time in the future");
    }

    private String required(String name) {
        var value = values.get(name);
        if (value == null || value.isBlank()) {
            throw Refusal.invalid(name + " is required");
        }
        return value;
    }

    /** Returns a whole number within the range, or the default if absent; refuses other values with 400. */
    private int number(String name, int least, int most, int otherwise) {
        try {
            var value = values.containsKey(name) ? Integer.parseInt(values.get(name)) : otherwise;
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below like any other bad value
        }
        throw Refusal.invalid("invalid " + name);
    }
}
