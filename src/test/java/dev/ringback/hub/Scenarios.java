package dev.ringback.hub;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ringback.emulator.Route;
import dev.ringback.hub.AgentsClient.AgentFields;
import dev.ringback.hub.AgentsClient.AgentTool;
import dev.ringback.hub.AgentsClient.FaqId;
import dev.ringback.hub.AgentsClient.PlaybookId;
import dev.ringback.hub.RequestBudget.Urgency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How each operation of the contract is called: by its id there, after what it needs has been made. */
final class Scenarios {
    /** One request to the Hub, by a client. */
    @FunctionalInterface
    interface Call {
        HubAnswer<?> on(Hub hub);
    }

    /** @param prepare makes what the call needs, and the call */
    record Scenario(Route route, Function<Setting, Call> prepare) {}

    private static final Credentials VISITOR = new Credentials.Visitor();

    static final Map<String, Scenario> ALL = Map.ofEntries(
            // agents
            read("listAgents", Route.LIST_AGENTS, AgentsClient.class, AgentsClient::list),
            write(
                    "createAgent",
                    Route.CREATE_AGENT,
                    s -> once(
                            AgentsClient.class,
                            c -> c.create(AgentFields.named(s.name()).systemPrompt("Be brief.")))),
            to("getAgent", Route.GET_AGENT, Setting::agent, id -> ask(AgentsClient.class, c -> c.get(id))),
            to(
                    "updateAgent",
                    Route.UPDATE_AGENT,
                    Setting::agent,
                    id -> once(
                            AgentsClient.class,
                            c -> c.update(id, AgentFields.of("voice_id", "v").status("paused")))),
            to("deleteAgent", Route.DELETE_AGENT, Setting::agent, id -> once(AgentsClient.class, c -> c.delete(id))),
            write("attachFaq", Route.ATTACH_FAQ, s -> {
                String agent = s.agent();
                FaqId faq = new FaqId(s.faq());
                return once(AgentsClient.class, c -> c.attach(agent, faq));
            }),
            write("detachFaq", Route.DETACH_FAQ, s -> {
                String faq = s.faq();
                String agent = s.agentWithFaq(faq);
                return once(AgentsClient.class, c -> c.detachFaq(agent, faq));
            }),
            write("attachPlaybook", Route.ATTACH_PLAYBOOK, s -> {
                String agent = s.agent();
                PlaybookId playbook = new PlaybookId(s.playbook());
                return once(AgentsClient.class, c -> c.attach(agent, playbook));
            }),
            write("detachPlaybook", Route.DETACH_PLAYBOOK, s -> {
                String playbook = s.playbook();
                String agent = s.agentWithPlaybook(playbook);
                return once(AgentsClient.class, c -> c.detachPlaybook(agent, playbook));
            }),
            to(
                    "listAgentTools",
                    Route.LIST_AGENT_TOOLS,
                    s -> s.agentWithTool(s.tool()),
                    id -> ask(AgentsClient.class, c -> c.tools(id))),
            write("upsertAgentTool", Route.UPSERT_AGENT_TOOL, s -> {
                String agent = s.agent();
                AgentTool tool = AgentTool.enabled(s.tool());
                return once(AgentsClient.class, c -> c.attach(agent, tool));
            }),
            write("upsertAgentToolPut", Route.UPSERT_AGENT_TOOL_PUT, s -> {
                String tool = s.tool();
                String agent = s.agentWithTool(tool);
                AgentTool off = new AgentTool(null, tool, Map.of("k", JsonNodeFactory.instance.numberNode(1)), false);
                return once(AgentsClient.class, c -> c.put(agent, off));
            }),
            // tools
            read(
                    "listTools",
                    Route.LIST_TOOLS,
                    ToolsClient.class,
                    c -> c.list("custom", ToolsClient.Implementation.PYTHON, "a b&c", 100, 0)),
            write("createTool", Route.CREATE_TOOL, s -> {
                var tool = new ToolsClient.NewTool(
                        s.name(),
                        "custom",
                        "Looks up an order",
                        JsonNodeFactory.instance.objectNode().put("type", "object"),
                        ToolsClient.Implementation.HTTP,
                        Map.of("url", JsonNodeFactory.instance.textNode("https://example.com/orders")),
                        null,
                        List.of("orders"));
                return once(ToolsClient.class, c -> c.create(tool));
            }),
            to("getTool", Route.GET_TOOL, Setting::tool, id -> ask(ToolsClient.class, c -> c.get(id))),
            to(
                    "updateTool",
                    Route.UPDATE_TOOL,
                    Setting::tool,
                    id -> once(
                            ToolsClient.class,
                            c -> c.update(
                                    id, new ToolsClient.ToolChange("other", null, null, "def run(): pass", null)))),
            to("deleteTool", Route.DELETE_TOOL, Setting::tool, id -> once(ToolsClient.class, c -> c.delete(id))),
            // playbooks
            read("listPlaybooks", Route.LIST_PLAYBOOKS, PlaybooksClient.class, c -> c.list("custom", "a", 100, 0)),
            write("createPlaybook", Route.CREATE_PLAYBOOK, s -> {
                var playbook = new PlaybooksClient.NewPlaybook(
                        s.name(), s.name(), "custom", "Says no", List.of("lookup"), List.of("a"));
                return once(PlaybooksClient.class, c -> c.create(playbook));
            }),
            to("getPlaybook", Route.GET_PLAYBOOK, Setting::playbook, id -> ask(PlaybooksClient.class, c -> c.get(id))),
            to(
                    "updatePlaybook",
                    Route.UPDATE_PLAYBOOK,
                    Setting::playbook,
                    id -> once(
                            PlaybooksClient.class,
                            c -> c.update(id, new PlaybooksClient.PlaybookChange("New", null, List.of(), null)))),
            to(
                    "deletePlaybook",
                    Route.DELETE_PLAYBOOK,
                    Setting::playbook,
                    id -> once(PlaybooksClient.class, c -> c.delete(id))),
            // FAQs
            read("listFaqs", Route.LIST_FAQS, FaqsClient.class, FaqsClient::list),
            write("createFaq", Route.CREATE_FAQ, s -> {
                var faq = new FaqsClient.FaqFields(s.name(), "T", "custom", "S", "C", List.of("a"));
                return once(FaqsClient.class, c -> c.create(faq));
            }),
            to("getFaq", Route.GET_FAQ, Setting::faq, id -> ask(FaqsClient.class, c -> c.get(id))),
            to(
                    "updateFaq",
                    Route.UPDATE_FAQ,
                    Setting::faq,
                    id -> once(
                            FaqsClient.class,
                            c -> c.update(id, new FaqsClient.FaqFields(null, "Other", null, null, null, null)))),
            to("deleteFaq", Route.DELETE_FAQ, Setting::faq, id -> once(FaqsClient.class, c -> c.delete(id))),
            // integrations
            read("listIntegrations", Route.LIST_INTEGRATIONS, IntegrationsClient.class, c -> c.list(null)),
            read("getIntegration", Route.GET_INTEGRATION, IntegrationsClient.class, c -> c.get("shopify")),
            write(
                    "installIntegration",
                    Route.INSTALL_INTEGRATION,
                    s -> once(IntegrationsClient.class, c -> c.install("shopify", s.installation()))),
            to(
                    "uninstallIntegration",
                    Route.UNINSTALL_INTEGRATION,
                    Setting::installedIntegration,
                    id -> once(IntegrationsClient.class, c -> c.uninstall(id))),
            read("listMcpConnections", Route.LIST_MCP_CONNECTIONS, IntegrationsClient.class, c -> c.mcpConnections()),
            read("listNativeTools", Route.LIST_NATIVE_TOOLS, IntegrationsClient.class, c -> c.nativeTools()),
            // telephony
            read("listNumbers", Route.LIST_NUMBERS, TelephonyClient.class, c -> c.numbers(Setting.AGENT)),
            write("createNumber", Route.CREATE_NUMBER, s -> {
                var number = s.newNumber();
                return once(TelephonyClient.class, c -> c.register(number));
            }),
            to(
                    "pinNumber",
                    Route.PIN_NUMBER,
                    Setting::number,
                    id -> once(TelephonyClient.class, c -> c.pin(id, new TelephonyClient.Pin(null)))),
            to(
                    "deleteNumber",
                    Route.DELETE_NUMBER,
                    Setting::number,
                    id -> once(TelephonyClient.class, c -> c.release(id))),
            read("listProviders", Route.LIST_PROVIDERS, TelephonyClient.class, TelephonyClient::providers),
            write(
                    "createProvider",
                    Route.CREATE_PROVIDER,
                    s -> once(TelephonyClient.class, c -> c.addProvider(s.newProvider()))),
            to(
                    "deleteProvider",
                    Route.DELETE_PROVIDER,
                    Setting::provider,
                    id -> once(TelephonyClient.class, c -> c.removeProvider(id))),
            // calls, recordings, limits
            write("originateCall", Route.ORIGINATE, s -> {
                CallsClient.NewCall call = s.call();
                return once(CallsClient.class, c -> c.originate(call));
            }),
            to(
                    "getRecording",
                    Route.GET_RECORDING,
                    Setting::session,
                    session -> ask(RecordingsClient.class, c -> c.get(session))),
            read("getCallLimits", Route.GET_CALL_LIMITS, CallLimitsClient.class, CallLimitsClient::get),
            // campaigns
            read("listCampaigns", Route.LIST_CAMPAIGNS, CampaignsClient.class, CampaignsClient::list),
            write("createCampaign", Route.CREATE_CAMPAIGN, s -> {
                var campaign = s.newCampaign();
                return once(CampaignsClient.class, c -> c.create(campaign));
            }),
            to("getCampaign", Route.GET_CAMPAIGN, Setting::draft, id -> ask(CampaignsClient.class, c -> c.get(id))),
            to(
                    "deleteCampaign",
                    Route.DELETE_CAMPAIGN,
                    Setting::draft,
                    id -> once(CampaignsClient.class, c -> c.delete(id))),
            to(
                    "listCampaignContacts",
                    Route.LIST_CONTACTS,
                    Setting::draft,
                    id -> ask(CampaignsClient.class, c -> c.contacts(id, "pending", 0))),
            to("streamCampaignEvents", Route.STREAM_CAMPAIGN, Setting::stopped, id -> hub -> {
                try (CampaignEvents events = hub.events(id)) {
                    return new HubAnswer.Done<>(
                            200, Optional.of(events.iterator().next()));
                }
            }),
            to(
                    "startCampaign",
                    Route.START_CAMPAIGN,
                    Setting::draft,
                    id -> once(CampaignsClient.class, c -> c.start(id))),
            to(
                    "pauseCampaign",
                    Route.PAUSE_CAMPAIGN,
                    Setting::running,
                    id -> once(CampaignsClient.class, c -> c.pause(id))),
            to(
                    "resumeCampaign",
                    Route.RESUME_CAMPAIGN,
                    Setting::paused,
                    id -> once(CampaignsClient.class, c -> c.resume(id))),
            to(
                    "stopCampaign",
                    Route.STOP_CAMPAIGN,
                    Setting::running,
                    id -> once(CampaignsClient.class, c -> c.stop(id))),
            // API keys, which only a person may change
            read("listApiKeys", Route.LIST_API_KEYS, ApiKeysClient.class, ApiKeysClient::list),
            write(
                    "createApiKey",
                    Route.CREATE_API_KEY,
                    s -> as(
                            Setting.SESSION,
                            once(ApiKeysClient.class, c -> c.create(new ApiKeysClient.NewApiKey(s.name(), "90d"))))),
            to(
                    "updateApiKey",
                    Route.UPDATE_API_KEY,
                    Setting::apiKey,
                    id -> as(
                            Setting.SESSION,
                            once(ApiKeysClient.class, c -> c.update(id, new ApiKeysClient.ApiKeyChange(null, true))))),
            to(
                    "deleteApiKey",
                    Route.DELETE_API_KEY,
                    Setting::apiKey,
                    id -> as(Setting.SESSION, once(ApiKeysClient.class, c -> c.delete(id)))),
            // widgets
            read("listWidgetKeys", Route.LIST_WIDGET_KEYS, WidgetKeysClient.class, WidgetKeysClient::list),
            write("createWidgetKey", Route.CREATE_WIDGET_KEY, s -> {
                var key = s.newWidgetKey();
                return once(WidgetKeysClient.class, c -> c.create(key));
            }),
            to(
                    "updateWidgetKey",
                    Route.UPDATE_WIDGET_KEY,
                    Setting::widgetKeyId,
                    id -> once(
                            WidgetKeysClient.class,
                            c -> c.update(
                                    id,
                                    WidgetKeysClient.WidgetKeyChange.nothing()
                                            .name("n")
                                            .domainAllowlist(List.of("localhost:*"))
                                            .agent(null)
                                            .disabled(true)))),
            to(
                    "deleteWidgetKey",
                    Route.DELETE_WIDGET_KEY,
                    Setting::widgetKeyId,
                    id -> once(WidgetKeysClient.class, c -> c.delete(id))),
            read("getWidgetSettings", Route.GET_WIDGET_SETTINGS, WidgetSettingsClient.class, c -> c.get()),
            write(
                    "updateWidgetSettings",
                    Route.UPDATE_WIDGET_SETTINGS,
                    s -> once(
                            WidgetSettingsClient.class,
                            c -> c.update(new WidgetSettingsClient.WidgetSettings(
                                    "#000000", null, null, WidgetSettingsClient.Corner.TOP_LEFT, "Call us", null)))),
            to(
                    "getAgentWidgetSettings",
                    Route.GET_AGENT_WIDGET_SETTINGS,
                    Setting::agent,
                    id -> ask(WidgetSettingsClient.class, c -> c.of(id))),
            to(
                    "updateAgentWidgetSettings",
                    Route.UPDATE_AGENT_WIDGET_SETTINGS,
                    Setting::agent,
                    id -> once(
                            WidgetSettingsClient.class,
                            c -> c.update(
                                    id,
                                    new WidgetSettingsClient.AgentWidgetSettings(
                                            null, WidgetSettingsClient.Visitors.BOTH, true)))),
            to(
                    "widgetGuest",
                    Route.WIDGET_GUEST,
                    Setting::widgetKey,
                    key -> as(
                            VISITOR,
                            once(
                                    WidgetAuthClient.class,
                                    c -> c.guest(Setting.PAGE, new WidgetAuthClient.Guest(key, Setting.AGENT))))),
            to(
                    "widgetExchange",
                    Route.WIDGET_EXCHANGE,
                    Setting::userToken,
                    token -> as(VISITOR, once(WidgetAuthClient.class, c -> c.exchange(Map.of("user_token", token))))),
            to(
                    "widgetRefresh",
                    Route.WIDGET_REFRESH,
                    Setting::refreshToken,
                    token -> as(
                            VISITOR,
                            once(WidgetAuthClient.class, c -> c.refresh(new WidgetAuthClient.Refresh(token))))),
            write(
                    "widgetUserToken",
                    Route.WIDGET_USER_TOKEN,
                    s -> once(WidgetAuthClient.class, c -> c.userToken(s.user()))),
            to(
                    "widgetConfig",
                    Route.WIDGET_CONFIG,
                    Setting::widgetKey,
                    key -> as(VISITOR, ask(WidgetAuthClient.class, c -> c.config(key)))));

    private Scenarios() {}

    private static <C> Map.Entry<String, Scenario> read(String id, Route route, Class<C> client, Function<C, ?> read) {
        return entry(id, new Scenario(route, s -> ask(client, read)));
    }

    private static Map.Entry<String, Scenario> write(String id, Route route, Function<Setting, Call> prepare) {
        return entry(id, new Scenario(route, prepare));
    }

    private static <T> Map.Entry<String, Scenario> to(
            String id, Route route, Function<Setting, T> thing, Function<T, Call> call) {
        return entry(id, new Scenario(route, thing.andThen(call)));
    }

    private static <C> Call ask(Class<C> client, Function<C, ?> read) {
        return hub -> hub.read(client, read, Urgency.ORDINARY);
    }

    private static <C> Call once(Class<C> client, Function<C, ?> write) {
        return hub -> hub.once(client, write, () -> true);
    }

    private static Call as(Credentials who, Call call) {
        return hub -> call.on(hub.as(who));
    }
}
