package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Serves the campaign operations (Hub contract, section 6). Where the contract is silent, {@link Behaviour.Campaigning}
 * decides.
 */
final class CampaignOperations {
    private static final int PAGE = 100;

    private final Hub hub;

    CampaignOperations(Hub hub) {
        this.hub = hub;
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.LIST_CAMPAIGNS, this::list,
                Route.CREATE_CAMPAIGN, this::create,
                Route.GET_CAMPAIGN, request -> Answer.ok(find(request).json(hub.clock.instant())),
                Route.DELETE_CAMPAIGN, this::delete,
                Route.LIST_CONTACTS, this::contacts,
                Route.STREAM_CAMPAIGN, request -> new CampaignStream(hub, find(request)).answer(),
                Route.START_CAMPAIGN, request -> run(request, Campaign.Status.DRAFT, Campaign.Status.PAUSED),
                Route.RESUME_CAMPAIGN, request -> run(request, Campaign.Status.PAUSED),
                Route.PAUSE_CAMPAIGN, this::pause,
                Route.STOP_CAMPAIGN, this::stop);
    }

    private Campaign find(HubRequest request) {
        return hub.campaigns().find(request.account(), request.id()).orElseThrow(() -> Refusal.notFound("campaign"));
    }

    private Answer list(HubRequest request) {
        var instant = hub.clock.instant().minus(hub.behaviour().campaigns().listLag());
        var rows = hub.campaigns().list(request.account(), instant).stream()
                .map(campaign -> campaign.json(instant))
                .toList();
        var body = Json.object();
        body.set("campaigns", Json.array(rows));
        return Answer.ok(body);
    }

    private Answer create(HubRequest request) {
        var form = CampaignForm.read(request);
        var rows = ContactsCsv.read(form.contacts(), hub.behaviour().campaigns().skipBadRows());
        var plan = form.plan(hub, request);
        hub.commit(new Fact.CampaignCreated(plan, rows));
        var campaign = hub.campaigns().find(plan.account(), plan.id()).orElseThrow();
        if (plan.scheduledAt() != null) {
            hub.dialler().schedule(campaign);
        }
        return Answer.json(201, campaign.json(plan.createdAt()));
    }

    private Answer delete(HubRequest request) {
        var campaign = find(request);
        var allowed = EnumSet.of(Campaign.Status.DRAFT);
        if (hub.behaviour().campaigns().deleteScheduled()) {
            allowed.add(Campaign.Status.SCHEDULED);
        }
        require(campaign, allowed, "only draft campaigns can be deleted");
        hub.commit(new Fact.CampaignDeleted(campaign.plan().id(), hub.clock.instant()));
        return Answer.gone();
    }

    private Answer run(HubRequest request, Campaign.Status first, Campaign.Status... more) {
        var campaign = find(request);
        require(campaign, EnumSet.of(first, more), "campaign cannot be started");
        var agent =
                hub.store.find(request.account(), Table.AGENT, campaign.plan().agent());
        if (agent.filter(Calls::isActive).isEmpty()) {
            throw Refusal.invalid("agent is not active");
        }
        if (!hub.hasRoomFor(campaign)) {
            throw Refusal.of(
                    409,
                    "concurrency budget exceeded: %d in use and %d more are over the account's limit of %d"
                            .formatted(
                                    hub.campaigns().concurrencyInUse(request.account()),
                                    campaign.plan().maxConcurrentCalls(),
                                    hub.behaviour().caps().concurrentMax()));
        }
        hub.dialler().run(campaign, hub.clock.instant());
        hub.runDue(); // dials that are possible at once happen before the answer
        return moved(campaign);
    }

    private Answer pause(HubRequest request) {
        var campaign = find(request);
        require(campaign, EnumSet.of(Campaign.Status.RUNNING), "only running campaigns can be paused");
        return move(campaign, Campaign.Status.PAUSED);
    }

    private Answer stop(HubRequest request) {
        var campaign = find(request);
        var allowed = EnumSet.of(Campaign.Status.RUNNING);
        if (hub.behaviour().campaigns().stopPaused()) {
            allowed.add(Campaign.Status.PAUSED);
        }
        if (hub.behaviour().campaigns().stopScheduled()) {
            allowed.add(Campaign.Status.SCHEDULED);
        }
        require(campaign, allowed, "campaign cannot be stopped");
        return move(campaign, Campaign.Status.COMPLETED);
    }

    private Answer move(Campaign campaign, Campaign.Status status) {
        hub.commit(new Fact.CampaignMoved(campaign.plan().id(), status, hub.clock.instant()));
        return moved(campaign);
    }

    /**
     * Returns the answer of a status change. The contract documents no body; the campaign's id and status are our
     * choice.
     */
    private static Answer moved(Campaign campaign) {
        ObjectNode body = Json.object().put("id", campaign.plan().id());
        return Answer.ok(body.put("status", campaign.status().label()));
    }

    private static void require(Campaign campaign, Set<Campaign.Status> allowed, String text) {
        if (!allowed.contains(campaign.status())) {
            throw Refusal.of(409, text + ": it is " + campaign.status().label());
        }
    }

    private Answer contacts(HubRequest request) {
        var page = request.number("page", 0, Integer.MAX_VALUE / PAGE, 0);
        var instant = hub.clock.instant().minus(hub.behaviour().campaigns().contactLag());
        var found = find(request).contacts(request.param("status"), instant);
        var rows = found.stream()
                .skip((long) page * PAGE)
                .limit(PAGE)
                .map(contact -> contact.json(instant))
                .toList();
        var body = Json.object().put("page", page).put("total", found.size());
        body.set("contacts", Json.array(rows));
        return Answer.ok(body);
    }
}
