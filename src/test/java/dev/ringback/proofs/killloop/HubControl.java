package dev.ringback.proofs.killloop;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The counting Hub's control API: its ledger, which is the witness, and its faults. */
final class HubControl {
    private static final int PAGE = 5000;

    /** Time within which a resumed Hub has acted on all requests that arrived while its process was stopped. */
    private static final Duration LATE_REQUESTS = Duration.ofSeconds(10);

    private final Child hub;
    private final Web web;
    private volatile Instant lateRequestsUntil = Instant.MIN;

    /**
     * @param at by this machine's clock, which is the Hub's
     * @param campaign the Hub's id of the campaign that dialled; null for an originate
     * @param about what the agent was told it calls about; null for an originate
     */
    record Ring(CallerLine line, Instant at, String campaign, String about) {}

    /**
     * One campaign, as the Hub remembers it.
     *
     * @param isDeleted whether it was deleted, which only a draft can be
     * @param skipped rows that it never dialled because it was stopped
     */
    record Campaign(String id, String status, boolean isDeleted, int skipped) {
        boolean isDraft() {
            return status.equals("draft") && !isDeleted;
        }

        boolean hasStarted() {
            return !status.equals("draft");
        }
    }

    HubControl(Child hub, Web web) {
        this.hub = hub;
        this.web = web;
    }

    /** Plans a fault. Throws IOException while the Hub is away. */
    void plan(String fault) throws IOException, InterruptedException {
        checked(web.post(hub.at("/_emulator/faults"), fault.getBytes(StandardCharsets.UTF_8)));
    }

    void clearFaults() throws IOException, InterruptedException {
        checked(web.delete(hub.at("/_emulator/faults")));
    }

    void releaseFrozen() throws IOException, InterruptedException {
        checked(web.post(hub.at("/_emulator/release"), new byte[0]));
    }

    /** Tells whether an abandoned request may still ring: the Hub holds one, or its process was stopped until lately. */
    boolean mayRingLate() throws IOException, InterruptedException {
        return Instant.now().isBefore(lateRequestsUntil)
                || checked(web.get(hub.at("/_emulator/faults"))).get("frozen").asInt() > 0;
    }

    /** Notes that the process of the Hub is stopped, so that requests act later. */
    void expectLateRequests() {
        lateRequestsUntil = Instant.MAX;
    }

    /** Notes that the process of the Hub runs again. */
    void expectNoLateRequests() {
        lateRequestsUntil = Instant.now().plus(LATE_REQUESTS);
    }

    /** The rings of one line. */
    List<Ring> rings(CallerLine line) throws IOException, InterruptedException {
        String number = URLEncoder.encode(line.number(), StandardCharsets.UTF_8);
        return read(checked(web.get(hub.at("/_emulator/rings?number=" + number)))).stream()
                .filter(ring -> ring.line().equals(line))
                .toList();
    }

    int ringCount() throws IOException, InterruptedException {
        return checked(web.get(hub.at("/_emulator/rings?limit=0"))).get("total").asInt();
    }

    /** The whole ledger, in order. */
    List<Ring> rings() throws IOException, InterruptedException {
        return ringsFrom(0);
    }

    /** Returns the ledger in order, without its first entries. */
    List<Ring> ringsFrom(int first) throws IOException, InterruptedException {
        List<Ring> all = new ArrayList<>();
        List<Ring> page;
        do {
            int offset = first + all.size();
            page = read(checked(web.get(hub.at("/_emulator/rings?limit=" + PAGE + "&offset=" + offset))));
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    List<Campaign> campaigns() throws IOException, InterruptedException {
        List<Campaign> campaigns = new ArrayList<>();
        for (JsonNode item : checked(web.get(hub.at("/_emulator/campaigns"))).get("items")) {
            campaigns.add(new Campaign(
                    item.get("campaign_id").asText(),
                    item.get("status").asText(),
                    item.get("deleted").asBoolean(),
                    item.get("skipped").asInt()));
        }
        return campaigns;
    }

    /** Campaigns dial one row after the other, and show it late, so that stops and readings meet them half way. */
    void slowDown() throws IOException, InterruptedException {
        String behaviour = """
                {"dialling": {"call_duration": "PT5S", "first_dial_after": "PT1S", "dial_gap": "PT0.5S"},
                 "campaigns": {"list_lag": "PT0.5S", "contact_lag": "PT0.3S"}}""";
        checked(web.put(hub.at("/_emulator/settings"), behaviour.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Ring> read(JsonNode page) {
        List<Ring> rings = new ArrayList<>();
        for (JsonNode ring : page.get("items")) {
            CallerLine line = new CallerLine(
                    ring.get("number").asText(),
                    ring.get("agent").asText(),
                    ring.get("from").asText());
            rings.add(new Ring(
                    line,
                    Instant.parse(ring.get("instant").asText()),
                    ring.get("campaign").textValue(),
                    ring.path("fields").path("invoice").textValue()));
        }
        return rings;
    }

    private static JsonNode checked(Web.Answer answer) throws IOException {
        if (!answer.isGood()) {
            throw new IOException("the Hub's control API answers " + answer.status());
        }
        return answer.body();
    }
}
