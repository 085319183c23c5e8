package dev.ringback.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A campaign with its contacts and their progress. Only applied facts change it; the {@link Dialler} dials its contacts. */
final class Campaign {
    /** The statuses of a campaign (Hub contract, section 6). */
    enum Status {
        @JsonProperty("draft")
        DRAFT,
        @JsonProperty("scheduled")
        SCHEDULED,
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("paused")
        PAUSED,
        @JsonProperty("completed")
        COMPLETED,
        @JsonProperty("failed")
        FAILED;

        boolean isTerminal() {
            return this == COMPLETED || this == FAILED;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The parameters given at creation, which never change. {@code scheduledAt} may be null. */
    record Plan(
            String id,
            String account,
            String name,
            String agent,
            String numberId,
            String from,
            int maxConcurrentCalls,
            int retriesPerContact,
            Duration retryDelay,
            Instant scheduledAt,
            Instant createdAt,
            String createdBy) {}

    private record Move(Instant at, Status status) {}

    private final Plan plan;
    private final Map<String, Contact> contacts = new LinkedHashMap<>();
    private final List<Move> moves = new ArrayList<>(4);
    private final List<Runnable> watchers = new ArrayList<>();
    private Instant deletedAt;
    private boolean stalled;

    Campaign(Plan plan, List<Contact.Row> rows) {
        this.plan = plan;
        moves.add(new Move(plan.createdAt(), plan.scheduledAt() == null ? Status.DRAFT : Status.SCHEDULED));
        for (var row : rows) {
            var id = plan.id().replaceFirst("^[a-z]+", "contact") + "_" + (contacts.size() + 1);
            contacts.put(id, new Contact(id, row, plan.createdAt()));
        }
    }

    Plan plan() {
        return plan;
    }

    Status status() {
        return moves.getLast().status;
    }

    boolean is(Status status) {
        return status() == status;
    }

    Iterable<Contact> contacts() {
        return contacts.values();
    }

    List<Contact> contacts(Optional<String> status, Instant instant) {
        return contacts.values().stream()
                .filter(contact -> status.isEmpty()
                        || status.get().equals(contact.statusAt(instant).label()))
                .toList();
    }

    Contact contact(String id) {
        return contacts.get(id);
    }

    /**
     * Sets the status. After completion or failure no contact is dialled any more; a completion marks pending contacts
     * as skipped.
     */
    void become(Status status, Instant at) {
        moves.add(new Move(at, status));
        stalled = false;
        if (status == Status.COMPLETED) {
            contacts.values().stream()
                    .filter(contact -> contact.status() == Contact.Status.PENDING)
                    .forEach(contact -> contact.become(Contact.Status.SKIPPED, at));
        }
        tellWatchers();
    }

    /** Stalls the campaign: it still shows as running, but nothing dials for it. */
    void stall() {
        stalled = true;
    }

    boolean isStalled() {
        return stalled;
    }

    void delete(Instant at) {
        deletedAt = at;
        tellWatchers();
    }

    boolean isDeleted() {
        return deletedAt != null;
    }

    /** Returns whether the campaign existed at the instant. */
    boolean existed(Instant instant) {
        return !plan.createdAt().isAfter(instant) && (deletedAt == null || deletedAt.isAfter(instant));
    }

    /** Registers an action that runs at every status change and at deletion; only for use on the loop. */
    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    private void tellWatchers() {
        List.copyOf(watchers).forEach(Runnable::run);
    }

    /** Returns the campaign in the contract's schema, with its state at the instant. */
    ObjectNode json(Instant instant) {
        return Json.object()
                .put("id", plan.id())
                .put("name", plan.name())
                .put("agent_id", plan.agent())
                .put("phone_number_id", plan.numberId())
                .put("status", statusAt(instant).label())
                .put("max_concurrent_calls", plan.maxConcurrentCalls())
                .put("retries_per_contact", plan.retriesPerContact())
                .put("retry_delay_seconds", plan.retryDelay().toSeconds())
                .put("scheduled_at", text(plan.scheduledAt()))
                .put("started_at", firstAt(instant, Status.RUNNING))
                .put("completed_at", firstAt(instant, Status.COMPLETED, Status.FAILED))
                .put("created_at", text(plan.createdAt()))
                .put("created_by", plan.createdBy());
    }

    private Status statusAt(Instant instant) {
        return moves.reversed().stream()
                .filter(move -> !move.at.isAfter(instant))
                .findFirst()
                .orElse(moves.getFirst())
                .status;
    }

    private String firstAt(Instant instant, Status... wanted) {
        return moves.stream()
                .filter(move -> List.of(wanted).contains(move.status) && !move.at.isAfter(instant))
                .findFirst()
                .map(move -> text(move.at))
                .orElse(null);
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /** Returns how many contacts have each status, for the event stream. */
    ObjectNode snapshot() {
        var counts = new int[Contact.Status.values().length];
        contacts.values().forEach(contact -> counts[contact.status().ordinal()]++);
        var json = Json.object()
                .put("campaign_id", plan.id())
                .put("status", status().label())
                .put("total", contacts.size());
        for (var status : Contact.Status.values()) {
            json.put(status.label(), counts[status.ordinal()]);
        }
        return json;
    }
}
