package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A row of a campaign's file with its status history. */
final class Contact {
    /**
     * The status of a row; only pending and failed are documented (Hub contract, section 6). A dialled contact is never
     * pending or skipped again: while it waits for a retry it is failed.
     */
    enum Status {
        PENDING,
        CALLING,
        COMPLETED,
        FAILED,
        SKIPPED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The state of a row from an instant on. {@code session} is null before the first dial. */
    private record Move(Instant at, Status status, int attempts, String session) {}

    /** The uploaded data of a row. */
    record Row(String number, Map<String, String> fields) {}

    private final String id;
    private final Row row;
    private final List<Move> moves = new ArrayList<>(3);

    Contact(String id, Row row, Instant created) {
        this.id = id;
        this.row = row;
        moves.add(new Move(created, Status.PENDING, 0, null));
    }

    String id() {
        return id;
    }

    Row row() {
        return row;
    }

    Status status() {
        return last().status;
    }

    int attempts() {
        return last().attempts;
    }

    /** Returns when the current status began. */
    Instant since() {
        return last().at;
    }

    void dialled(Ring ring) {
        moves.add(new Move(ring.instant(), Status.CALLING, attempts() + 1, ring.session()));
    }

    void become(Status status, Instant at) {
        moves.add(new Move(at, status, attempts(), last().session));
    }

    String session() {
        return last().session;
    }

    Status statusAt(Instant instant) {
        return at(instant).status;
    }

    /** Returns the row with its state at the instant. */
    ObjectNode json(Instant instant) {
        var move = at(instant);
        var json = Json.object()
                .put("id", id)
                .put("phone_number", row.number())
                .put("status", move.status.label())
                .put("attempts", move.attempts);
        if (move.session != null) {
            json.put("session_id", move.session);
        }
        json.set("custom_fields", Json.tree(row.fields()));
        return json;
    }

    private Move last() {
        return moves.getLast();
    }

    private Move at(Instant instant) {
        for (var move : moves.reversed()) {
            if (!move.at.isAfter(instant)) {
                return move;
            }
        }
        return moves.getFirst();
    }
}
