package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Gives each account its first rows: the configured agents, numbers and keys, built-in tools and playbooks. An account
 * gets them once; deleted rows stay deleted.
 */
final class Seeds {
    private final Hub hub;
    private final Settings settings;
    private final Catalogue catalogue = Catalogue.load();

    Seeds(Hub hub, Settings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /** Opens the account of every configured key and lists the key there. */
    void sow() {
        for (var key : settings.keys()) {
            var account = Keys.account(key)
                    .orElseThrow(() -> new IllegalArgumentException("a key is sk_live_<account>_<rest>"));
            open(account);
            if (hub.store
                    .all(account, Table.API_KEY, Store.with("hash", Keys.hash(key)))
                    .isEmpty()) {
                put(account, Table.API_KEY, Keys.row(hub, "configured", key, null));
            }
        }
    }

    /** Gives an account its first rows, unless it was opened before. */
    void open(String account) {
        if (hub.store.knows(account)) {
            return;
        }
        hub.commit(new Fact.Opened(account));
        catalogue.tools().forEach(row -> put(account, Table.TOOL, builtIn(Table.TOOL, row)));
        catalogue.playbooks().forEach(row -> put(account, Table.PLAYBOOK, builtIn(Table.PLAYBOOK, row)));
        settings.agents().forEach(agent -> put(account, Table.AGENT, agent(agent)));
        var provider = provider();
        put(account, Table.PROVIDER, provider);
        settings.numbers()
                .forEach(number -> put(
                        account, Table.NUMBER, number(number, provider.get("id").asText())));
    }

    private ObjectNode builtIn(Table table, ObjectNode seed) {
        var now = hub.clock.instant().toString();
        var row = Json.object().put("id", hub.ids.next(table.prefix));
        row.setAll(seed.deepCopy());
        return row.put("is_default", true)
                .put("default_version", "1")
                .put("modified_from_default", false)
                .put("created_at", now)
                .put("updated_at", now);
    }

    private ObjectNode agent(Settings.SeedAgent agent) {
        var now = hub.clock.instant().toString();
        return Json.object()
                .put("id", agent.id())
                .put("name", agent.name())
                .put("category", "custom")
                .put("status", agent.status())
                .put("llm_model", "gpt-4o")
                .put("voice_provider", "cartesia")
                .put("auth_mode", "authenticated")
                .put("greeting_mode", "interruptible")
                .put("created_at", now)
                .put("updated_at", now)
                .put("created_by", "seed");
    }

    private ObjectNode provider() {
        return Json.object()
                .put("id", hub.ids.next(Table.PROVIDER.prefix))
                .put("provider", "twilio")
                .put("label", "Emulated carrier")
                .put("created_at", hub.clock.instant().toString());
    }

    private static ObjectNode number(Settings.SeedNumber number, String provider) {
        return Json.object()
                .put("id", number.id())
                .put("e164", number.e164())
                .put("provider", "twilio")
                .put("credentials_id", provider)
                .putNull("agent_id")
                .put("inbound_enabled", true)
                .put("outbound_enabled", number.outboundEnabled());
    }

    private void put(String account, Table table, ObjectNode row) {
        hub.commit(new Fact.Put(account, table, row));
    }
}
