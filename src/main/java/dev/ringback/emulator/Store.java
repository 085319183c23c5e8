package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Holds the rows of every account, in the order of their creation. No operation crosses accounts (Hub contract, section
 * 2).
 */
final class Store {
    private final Map<String, Map<Table, Map<String, ObjectNode>>> accounts = new HashMap<>();

    void open(String account) {
        accounts.putIfAbsent(account, new EnumMap<>(Table.class));
    }

    boolean knows(String account) {
        return accounts.containsKey(account);
    }

    Optional<ObjectNode> find(String account, Table table, String id) {
        return Optional.ofNullable(rows(account, table).get(id));
    }

    Collection<ObjectNode> all(String account, Table table) {
        return rows(account, table).values();
    }

    List<ObjectNode> all(String account, Table table, Predicate<ObjectNode> wanted) {
        return all(account, table).stream().filter(wanted).toList();
    }

    /** Returns a predicate for rows whose member equals this text. */
    static Predicate<ObjectNode> with(String member, String value) {
        return row -> value.equals(row.path(member).asText(null));
    }

    void put(String account, Table table, ObjectNode row) {
        accounts.get(account)
                .computeIfAbsent(table, t -> new LinkedHashMap<>())
                .put(row.get("id").asText(), row);
    }

    void remove(String account, Table table, String id) {
        accounts.get(account).getOrDefault(table, new HashMap<>()).remove(id);
    }

    void clear() {
        accounts.clear();
    }

    private Map<String, ObjectNode> rows(String account, Table table) {
        return accounts.getOrDefault(account, Map.of()).getOrDefault(table, Map.of());
    }
}
