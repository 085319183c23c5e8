package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds rows of one table by id or name, and creates, changes and removes them, each as one fact. */
final class Rows {
    private final Hub hub;
    private final Table table;
    private final String noun;

    Rows(Hub hub, Table table, String noun) {
        this.hub = hub;
        this.table = table;
        this.noun = noun;
    }

    List<ObjectNode> all(String account) {
        return List.copyOf(hub.store.all(account, table));
    }

    List<ObjectNode> all(String account, Predicate<ObjectNode> wanted) {
        return hub.store.all(account, table, wanted);
    }

    /** Returns the row with this id, or else this name (Hub contract, section 9); refuses with 404 if there is none. */
    ObjectNode find(String account, String idOrName) {
        return lookup(account, idOrName).orElseThrow(() -> Refusal.notFound(noun));
    }

    Optional<ObjectNode> lookup(String account, String idOrName) {
        return hub.store
                .find(account, table, idOrName)
                .or(() -> all(account, Store.with("name", idOrName)).stream().findFirst());
    }

    /** Creates a row with these members, an id and timestamps. */
    ObjectNode create(String account, ObjectNode members) {
        var now = hub.clock.instant().toString();
        var row = Json.object().put("id", hub.ids.next(table.prefix));
        row.setAll(members);
        return put(account, row.put("created_at", now).put("updated_at", now));
    }

    /** Sets these members of a row and its update time. */
    ObjectNode change(String account, ObjectNode row, ObjectNode members) {
        ObjectNode changed = row.deepCopy();
        changed.setAll(members);
        return put(account, changed.put("updated_at", hub.clock.instant().toString()));
    }

    /** Stores a row under the id that it contains. */
    ObjectNode put(String account, ObjectNode row) {
        hub.commit(new Fact.Put(account, table, row));
        return row;
    }

    void remove(String account, ObjectNode row) {
        hub.commit(new Fact.Removed(account, table, row.get("id").asText()));
    }

    /** Refuses with 400 if a row with this member value exists, as the Hub does for numbers (section 8). */
    void requireNew(String account, String member, String value) {
        if (!all(account, Store.with(member, value)).isEmpty()) {
            throw Refusal.invalid(noun + " " + value + " already exists");
        }
    }
}
