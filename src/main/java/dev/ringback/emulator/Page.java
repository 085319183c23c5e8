package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A page of a list, by {@code limit} (1 to 100, default 10) and {@code offset} (Hub contract, section 13). */
record Page(List<ObjectNode> all, int limit, int offset) {
    static Page of(List<ObjectNode> all, HubRequest request) {
        return new Page(all, request.number("limit", 1, 100, 10), request.number("offset", 0, Integer.MAX_VALUE, 0));
    }

    List<ObjectNode> rows() {
        return all.stream().skip(offset).limit(limit).toList();
    }

    boolean hasNext() {
        return offset + rows().size() < all.size();
    }

    boolean hasPrevious() {
        return offset > 0;
    }

    /** Returns the rows under this name, with their position in the whole list. */
    ObjectNode json(String name) {
        var json = Json.object();
        json.set(name, Json.array(rows()));
        json.put("total", all.size())
                .put("count", rows().size())
                .put("limit", limit)
                .put("offset", offset)
                .put("has_next", hasNext())
                .put("has_prev", hasPrevious());
        if (hasNext()) { // the contract has no null here
            json.put("next_offset", offset + limit);
        }
        if (hasPrevious()) {
            json.put("prev_offset", Math.max(0, offset - limit));
        }
        return json;
    }
}
