package dev.ringback.proofs.crashpoints;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Ring;
import dev.ringback.emulator.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** What the Hub's ledger and the tables say against each other once all is quiet. */
final class CrashBalance {
    private final Emulator hub;
    private final Ledger database;

    CrashBalance(Emulator hub, Ledger database) {
        this.hub = hub;
        this.database = database;
    }

    /** What does not balance, in words; empty if all does. */
    List<String> wrong(CrashCase of, int calls) {
        List<Ledger.Row> rows = database.rows();
        List<String> wrong = new ArrayList<>();
        for (Ledger.Row row : rows) {
            List<Ring> rings = hub.rings(row.number());
            if (rings.size() > 1) {
                wrong.add(row.number() + " rang " + rings.size() + " times");
            }
            if (row.state().equals("PLACED") != (rings.size() == 1)) {
                wrong.add(row.number() + " is " + row.state() + " and rang " + rings.size() + " times");
            }
            boolean isCancelled = of.scene() == CrashScene.STOP && row.equals(rows.getFirst());
            if (row.state().equals("CANCELLED") != isCancelled || row.state().equals("EXPIRED")) {
                wrong.add(row.number() + " is " + row.state() + ": " + row.reason());
            }
        }
        if (rows.size() != calls) {
            wrong.add("there are " + rows.size() + " calls");
        }
        if (draftsAtTheHub() > 0) {
            wrong.add(draftsAtTheHub() + " drafts are left at the Hub");
        }
        wrong.addAll(database.contradictions());
        return wrong;
    }

    private int draftsAtTheHub() {
        HttpRequest list = HttpRequest.newBuilder(URI.create(hub.url() + "/campaigns"))
                .header("Authorization", "Bearer " + Settings.DEMO_KEY)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String body = http.send(list, HttpResponse.BodyHandlers.ofString()).body();
            return body.split("\"status\":\"draft\"", -1).length - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
