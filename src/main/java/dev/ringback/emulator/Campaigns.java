package dev.ringback.emulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds all campaigns, oldest first, including deleted ones. Only applied facts change it. */
final class Campaigns {
    private final Map<String, Campaign> all = new LinkedHashMap<>();
    private final Map<String, Integer> concurrency = new HashMap<>();

    void create(Campaign.Plan plan, List<Contact.Row> rows) {
        all.put(plan.id(), new Campaign(plan, rows));
    }

    void move(String id, Campaign.Status status, Instant at) {
        var campaign = all.get(id);
        count(campaign, -1);
        campaign.become(status, at);
        count(campaign, 1);
    }

    private void count(Campaign campaign, int sign) {
        if (campaign.is(Campaign.Status.RUNNING)) {
            var calls = sign * campaign.plan().maxConcurrentCalls();
            concurrency.merge(campaign.plan().account(), calls, Integer::sum);
        }
    }

    void stall(String id) {
        all.get(id).stall();
    }

    void delete(String id, Instant at) {
        all.get(id).delete(at);
    }

    void rang(Ring ring) {
        var campaign = all.get(ring.campaign());
        campaign.contact(ring.contact()).dialled(ring);
    }

    void ended(String id, String contact, Contact.Status status, Instant at) {
        all.get(id).contact(contact).become(status, at);
    }

    Collection<Campaign> all() {
        return all.values();
    }

    Optional<Campaign> find(String account, String id) {
        return Optional.ofNullable(all.get(id))
                .filter(campaign -> campaign.plan().account().equals(account) && !campaign.isDeleted());
    }

    /** Returns the account's campaigns that existed at the instant, newest first. */
    List<Campaign> list(String account, Instant instant) {
        var found = new ArrayList<>(all.values().stream()
                .filter(campaign -> campaign.plan().account().equals(account) && campaign.existed(instant))
                .toList());
        return found.reversed();
    }

    /** Returns the sum of {@code max_concurrent_calls} over the account's running campaigns (Hub contract, section 6). */
    int concurrencyInUse(String account) {
        return concurrency.getOrDefault(account, 0);
    }

    void clear() {
        all.clear();
        concurrency.clear();
    }
}
