package dev.ringback.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Serves the emulator's own operations below {@code /_emulator/}, for tests in another process. It requires no bearer
 * token.
 */
final class ControlApi {
    private static final String BASE = "/_emulator/";

    private final Hub hub;
    private final Faults faults;
    private final Traffic traffic;
    private final Runnable reset;
    private final Map<String, BiFunction<MultiMap, Buffer, Answer>> operations;

    ControlApi(Hub hub, Faults faults, Traffic traffic, Runnable reset) {
        this.hub = hub;
        this.faults = faults;
        this.traffic = traffic;
        this.reset = reset;
        this.operations = Map.ofEntries(
                Map.entry("GET ", (query, body) -> overview()),
                Map.entry("GET rings", this::rings),
                Map.entry("DELETE rings", (query, body) -> done(() -> hub.commit(new Fact.LedgerCleared()))),
                Map.entry("GET campaigns", (query, body) -> campaigns()),
                Map.entry("POST reset", (query, body) -> done(reset)),
                Map.entry("GET faults", (query, body) -> plans()),
                Map.entry("POST faults", this::plan),
                Map.entry("DELETE faults", (query, body) -> done(faults::clear)),
                Map.entry("POST release", (query, body) -> count("released", faults.releaseFrozen())),
                Map.entry("GET settings", (query, body) -> Answer.ok(Json.tree(hub.behaviour()))),
                Map.entry("PUT settings", this::tune),
                Map.entry("POST fail", this::fail),
                Map.entry("POST stall", (query, body) -> count("stalled", hub.stallCampaigns())),
                Map.entry("POST lose-caps", (query, body) -> done(() -> hub.commit(new Fact.CapsLost(true)))),
                Map.entry("POST restore-caps", (query, body) -> done(() -> hub.commit(new Fact.CapsLost(false)))),
                Map.entry("GET requests", (query, body) -> requests()),
                Map.entry("DELETE requests", (query, body) -> done(traffic::clear)),
                Map.entry("GET clock", (query, body) -> clock()),
                Map.entry("PUT clock", this::setClock));
    }

    static boolean owns(String path) {
        return path.startsWith(BASE);
    }

    void handle(HttpServerRequest http) {
        http.body().onSuccess(body -> {
            hub.runDue();
            var answer = answer(http.method(), http.path().substring(BASE.length()), http.params(), body);
            hub.whenSynced(safe -> new Wire(null, http, null).send(answer));
        });
    }

    private Answer answer(HttpMethod method, String path, MultiMap query, Buffer body) {
        var operation = operations.get(method + " " + path);
        if (operation == null) {
            return Answer.of(Refusal.notFound("control operation"));
        }
        try {
            return operation.apply(query, body);
        } catch (RuntimeException e) { // any bad argument: the exception's text is the only help
            return Answer.text(400, String.valueOf(e.getMessage()), Map.of());
        }
    }

    private Answer overview() {
        var body = Json.object();
        body.set(
                "operations",
                Json.tree(Map.of("all", operations.keySet().stream().sorted().toList()))
                        .get("all"));
        return Answer.ok(body);
    }

    private Answer rings(MultiMap query, Buffer body) {
        var number = query.get("number");
        var found = number == null ? hub.ledger.all() : hub.ledger.to(number);
        var limit = query.contains("limit") ? Integer.parseInt(query.get("limit")) : found.size();
        var offset = query.contains("offset") ? Integer.parseInt(query.get("offset")) : 0;
        var items = found.stream().skip(offset).limit(limit).map(Json::tree).toList();
        var page = Json.object().put("total", found.size());
        page.set("items", Json.array(items));
        return Answer.ok(page);
    }

    /** Returns all campaigns since the last reset, including deleted ones. */
    private Answer campaigns() {
        var items = hub.campaigns().all().stream()
                .map(campaign ->
                        campaign.snapshot().put("name", campaign.plan().name()).put("deleted", campaign.isDeleted()))
                .toList();
        var page = Json.object().put("total", items.size());
        page.set("items", Json.array(items));
        return Answer.ok(page);
    }

    private Answer plans() {
        var items = faults.plans().stream().map(ControlApi::tree).toList();
        var page = Json.object().put("frozen", faults.frozen());
        page.set("items", Json.array(items));
        return Answer.ok(page);
    }

    private static ObjectNode tree(Faults.Plan plan) {
        var tree = Json.object().put("route", plan.route().label());
        tree.set("choice", Json.tree(plan.choice()));
        tree.set("fault", Json.tree(plan.fault()));
        return tree;
    }

    private Answer plan(MultiMap query, Buffer body) {
        var tree = Json.read(body.getBytes(), ObjectNode.class);
        var choice =
                tree.has("choice") ? Json.convert(tree.get("choice"), Faults.Choice.class) : new Faults.Choice.Next(1);
        var fault = Json.convert(tree.get("fault"), Fault.class);
        faults.add(new Faults.Plan(Route.of(tree.path("route").asText()), choice, fault));
        return plans();
    }

    private Answer tune(MultiMap query, Buffer body) {
        var changed = Json.merge(Json.tree(hub.behaviour()), Json.read(body.getBytes(), ObjectNode.class));
        hub.commit(new Fact.Tuned(Json.convert(changed, Behaviour.class)));
        return Answer.ok(changed);
    }

    /** Fails a running campaign with a terminal error, which nothing else in the emulator does. */
    private Answer fail(MultiMap query, Buffer body) {
        var id = query.get("campaign");
        var campaign = hub.campaigns().all().stream()
                .filter(each -> each.plan().id().equals(id) && each.is(Campaign.Status.RUNNING))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no running campaign " + id));
        hub.commit(new Fact.CampaignMoved(campaign.plan().id(), Campaign.Status.FAILED, hub.clock.instant()));
        return Answer.ok(campaign.snapshot());
    }

    private Answer requests() {
        var page = Json.object();
        traffic.all().forEach((route, received) -> page.set(route.label(), Json.tree(received)));
        page.set("any", Json.tree(traffic.of(Route.ANY)));
        return Answer.ok(page);
    }

    private Answer clock() {
        return Answer.ok(Json.object()
                .put("now", hub.clock.instant().toString())
                .put("speed", hub.behaviour().speed()));
    }

    private Answer setClock(MultiMap query, Buffer body) {
        JsonNode wanted = Json.read(body.getBytes(), ObjectNode.class);
        var by = wanted.has("advance")
                ? Duration.parse(wanted.get("advance").asText())
                : Duration.between(
                        hub.clock.instant(), Instant.parse(wanted.path("now").asText()));
        if (by.isNegative()) {
            throw new IllegalArgumentException("the clock does not go back");
        }
        hub.commit(new Fact.ClockMoved(by));
        hub.runDue();
        return clock();
    }

    private static Answer count(String name, int count) {
        return Answer.ok(Json.object().put(name, count));
    }

    private static Answer done(Runnable action) {
        action.run();
        return Answer.gone();
    }
}
