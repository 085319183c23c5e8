package dev.ringback.outbox;

import dev.ringback.hub.RequestBudget.Urgency;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Batches due calls into drafts. Runs in the caller's transaction. Skips rows that another transaction has locked. */
@ApplicationScoped
class DraftBatches {
    private static final long LARGEST_FILE = 8_000_000; // bytes of JSON; the Hub takes 10 MB of CSV (docs/HUB.md)

    private final RowLots lots;
    private final Caps caps;
    private final EntryMoves moves;
    private final NumberCheck numbers;

    DraftBatches(RowLots lots, Caps caps, EntryMoves moves, NumberCheck numbers) {
        this.lots = lots;
        this.caps = caps;
        this.moves = moves;
        this.numbers = numbers;
    }

    /** Forms drafts; see {@link Outbox#batch}. Returns the number of drafts. */
    int batch(Outbox.BatchLimits how, BiFunction<List<OutboxEntry>, Integer, UUID> draft) {
        return lots.nowIfAnyIsDue().map(now -> batch(how, draft, now)).orElse(0);
    }

    private int batch(Outbox.BatchLimits how, BiFunction<List<OutboxEntry>, Integer, UUID> draft, Instant now) {
        // A draft that dials more at once could not start. A draft of a series dials only a part of its rows at once.
        int dials = how.bulk() ? caps.roomFor(Urgency.BULK) : caps.freeDials(Urgency.ORDINARY);
        int most = how.bulk() ? how.most() : Math.min(how.most(), dials);
        Map<Scope, Integer> ahead = how.bulk() ? lots.draftsAhead() : Map.of();
        int made = 0;
        for (RowLots.Lot lot :
                dials <= 0 ? List.<RowLots.Lot>of() : lots.lots(how, most, full(ahead, how.ahead()), now)) {
            if (how.bulk() && ahead.getOrDefault(lot.series(), 0) >= how.ahead()) {
                continue; // an earlier lot has filled the series
            }
            List<OutboxEntry> rows = fitting(ringable(lots.rowsFor(lot, how, most, now)));
            if (!rows.isEmpty()) {
                UUID id = draft.apply(rows, dials);
                rows.forEach(row -> row.draft = id);
                if (how.bulk()) {
                    ahead.merge(lot.series(), 1, Integer::sum);
                }
                made++;
            }
        }
        return made;
    }

    private static Set<Scope> full(Map<Scope, Integer> ahead, int most) {
        return ahead.entrySet().stream()
                .filter(series -> series.getValue() >= most)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Refuses rows whose number may not be rung by current knowledge, before they enter a file. */
    private List<OutboxEntry> ringable(List<OutboxEntry> rows) {
        List<OutboxEntry> ringable = new ArrayList<>();
        for (OutboxEntry row : rows) {
            if (numbers.mayBeRung(row.person)) {
                ringable.add(row);
            } else {
                moves.finish(row, OutboxEntry.State.REFUSED, EndReason.Word.BAD_NUMBER.text(), null);
            }
        }
        return ringable;
    }

    /** Returns the first rows that fit into one file; at least one. */
    private static List<OutboxEntry> fitting(List<OutboxEntry> rows) {
        long bytes = 0;
        for (int i = 0; i < rows.size(); i++) {
            bytes += rows.get(i).payload.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LARGEST_FILE) {
                return rows.subList(0, Math.max(1, i));
            }
        }
        return rows;
    }
}
