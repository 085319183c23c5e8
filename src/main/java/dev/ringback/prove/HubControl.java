package dev.ringback.prove;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The counting Hub's control API: its ledger, which is the witness, and its faults. */
final class HubControl {
    private static final int PAGE = 5000;

    private final Child hub;
    private final Web web;

    /** @param at by this machine's clock, which is the Hub's */
    record Ring(Line line, Instant at) {}

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

    /** How many exchanges are held: each of them may yet ring. */
    int frozen() throws IOException, InterruptedException {
        return checked(web.get(hub.at("/_emulator/faults"))).get("frozen").asInt();
    }

    /** The rings of one line. */
    List<Ring> rings(Line line) throws IOException, InterruptedException {
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
        List<Ring> all = new ArrayList<>();
        List<Ring> page;
        do {
            page = read(checked(web.get(hub.at("/_emulator/rings?limit=" + PAGE + "&offset=" + all.size()))));
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    private static List<Ring> read(JsonNode page) {
        List<Ring> rings = new ArrayList<>();
        for (JsonNode ring : page.get("items")) {
            Line line = new Line(
                    ring.get("number").asText(),
                    ring.get("agent").asText(),
                    ring.get("from").asText());
            rings.add(new Ring(line, Instant.parse(ring.get("instant").asText())));
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
