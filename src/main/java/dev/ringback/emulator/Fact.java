package dev.ringback.emulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A change of the emulator's state: a line of the journal. Applying all facts in order restores the state. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fact")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Fact.Opened.class, name = "opened"),
    @JsonSubTypes.Type(value = Fact.Put.class, name = "put"),
    @JsonSubTypes.Type(value = Fact.Removed.class, name = "removed"),
    @JsonSubTypes.Type(value = Fact.Rang.class, name = "rang"),
    @JsonSubTypes.Type(value = Fact.CampaignCreated.class, name = "campaign_created"),
    @JsonSubTypes.Type(value = Fact.CampaignMoved.class, name = "campaign_moved"),
    @JsonSubTypes.Type(value = Fact.CampaignDeleted.class, name = "campaign_deleted"),
    @JsonSubTypes.Type(value = Fact.ContactEnded.class, name = "contact_ended"),
    @JsonSubTypes.Type(value = Fact.CampaignStalled.class, name = "campaign_stalled"),
    @JsonSubTypes.Type(value = Fact.CapsLost.class, name = "caps_lost"),
    @JsonSubTypes.Type(value = Fact.LedgerCleared.class, name = "ledger_cleared"),
    @JsonSubTypes.Type(value = Fact.ClockMoved.class, name = "clock_moved"),
    @JsonSubTypes.Type(value = Fact.Tuned.class, name = "tuned"),
})
sealed interface Fact {
    /** An account was seen for the first time. Facts with its seed rows follow. */
    record Opened(String account) implements Fact {}

    /** A row was stored; {@code row} contains its {@code id}. */
    record Put(String account, Table table, ObjectNode row) implements Fact {}

    record Removed(String account, Table table, String id) implements Fact {}

    record Rang(Ring ring) implements Fact {}

    record CampaignCreated(Campaign.Plan plan, List<Contact.Row> contacts) implements Fact {}

    /** A campaign changed its status. A completion skips contacts not yet dialled. */
    record CampaignMoved(String campaign, Campaign.Status status, Instant at) implements Fact {}

    record CampaignDeleted(String campaign, Instant at) implements Fact {}

    /** A contact's call ended; {@link Rang} recorded its start. */
    record ContactEnded(String campaign, String contact, Contact.Status status, Instant at) implements Fact {}

    /** A campaign stalled: it shows as running but nothing dials its contacts until it is set running again. */
    record CampaignStalled(String campaign) implements Fact {}

    /** The caps were lost, so they are neither shown nor enforced, or they were restored. */
    record CapsLost(boolean lost) implements Fact {}

    record LedgerCleared() implements Fact {}

    /** The clock was advanced relative to its source. */
    record ClockMoved(Duration by) implements Fact {}

    record Tuned(Behaviour behaviour) implements Fact {}
}
