package dev.ringback.hub;

import dev.ringback.emulator.Settings;
import dev.ringback.hub.AgentsClient.AgentFields;
import dev.ringback.hub.AgentsClient.AgentTool;
import dev.ringback.hub.AgentsClient.FaqId;
import dev.ringback.hub.AgentsClient.PlaybookId;
import dev.ringback.hub.CampaignsClient.NewCampaign;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.privacy.PhoneNumber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Makes at the Hub what an operation needs to be there, each thing a new one, and gives its id. */
final class Setting {
    static final String AGENT = "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z";
    static final String NUMBER = "num_01HZ2N7G3K8M0Q5R7T9V2X4Y71";
    static final PhoneNumber FROM = new PhoneNumber("+12025550123");
    static final String PAGE = "https://shop.acme.com";
    static final Credentials SESSION = new Credentials.Session(new Secret(Settings.DEMO_SESSION), "demo");
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Hub hub;
    private final Path files;

    Setting(Hub hub, Path files) {
        this.hub = hub;
        this.files = files;
    }

    /** A name that nothing has yet. */
    String name() {
        return "thing_" + COUNTER.incrementAndGet();
    }

    PhoneNumber person() {
        return new PhoneNumber("+1415555%04d".formatted(COUNTER.incrementAndGet()));
    }

    String agent() {
        return made(AgentsClient.class, c -> c.create(AgentFields.named(name()).status("active")))
                .id();
    }

    String tool() {
        var tool = new ToolsClient.NewTool(name(), "custom", null, null, null, null, null, null);
        return made(ToolsClient.class, c -> c.create(tool)).get("id");
    }

    /** An agent with a tool, and the tool's name. */
    String agentWithTool(String tool) {
        String agent = agent();
        made(AgentsClient.class, c -> c.attach(agent, AgentTool.enabled(tool)));
        return agent;
    }

    String playbook() {
        var playbook = new PlaybooksClient.NewPlaybook(name(), null, null, null, null, null);
        return made(PlaybooksClient.class, c -> c.create(playbook)).get("id");
    }

    String agentWithPlaybook(String playbook) {
        String agent = agent();
        made(AgentsClient.class, c -> c.attach(agent, new PlaybookId(playbook)));
        return agent;
    }

    String faq() {
        var faq = new FaqsClient.FaqFields(name(), "Title", "custom", "In short", "At length", List.of("a"));
        return made(FaqsClient.class, c -> c.create(faq)).id();
    }

    String agentWithFaq(String faq) {
        String agent = agent();
        made(AgentsClient.class, c -> c.attach(agent, new FaqId(faq)));
        return agent;
    }

    String installedIntegration() {
        made(IntegrationsClient.class, c -> c.install("shopify", installation()));
        return "shopify";
    }

    IntegrationsClient.Installation installation() {
        return new IntegrationsClient.Installation(
                Map.of("shop_domain", new Secret("acme.myshopify.com"), "access_token", new Secret("shpat_1")));
    }

    TelephonyClient.NewProvider newProvider() {
        return new TelephonyClient.NewProvider(
                TelephonyClient.Carrier.TWILIO,
                "main",
                Map.of("account_sid", new Secret("AC1"), "auth_token", new Secret("t")));
    }

    String provider() {
        return made(TelephonyClient.class, c -> c.addProvider(newProvider())).id();
    }

    TelephonyClient.NewNumber newNumber() {
        return new TelephonyClient.NewNumber(
                person().e164(), TelephonyClient.Carrier.TWILIO, provider(), null, null, true);
    }

    String number() {
        TelephonyClient.NewNumber number = newNumber();
        return made(TelephonyClient.class, c -> c.register(number)).get("id");
    }

    CallsClient.NewCall call() {
        return new CallsClient.NewCall(AGENT, FROM, person());
    }

    /** The session of a call that rang. */
    String session() {
        CallsClient.NewCall call = call();
        return made(CallsClient.class, c -> c.originate(call)).session();
    }

    NewCampaign newCampaign() {
        return NewCampaign.draft(name(), AGENT, NUMBER, 1, contacts());
    }

    private Path contacts() {
        try {
            Path file = Files.createTempFile(files, "contacts", ".csv");
            return Files.writeString(file, "phone_number,first_name\n" + person().e164() + ",Zoë\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String draft() {
        NewCampaign campaign = newCampaign();
        return made(CampaignsClient.class, c -> c.create(campaign)).id();
    }

    String running() {
        String id = draft();
        made(CampaignsClient.class, c -> c.start(id));
        return id;
    }

    String paused() {
        String id = running();
        made(CampaignsClient.class, c -> c.pause(id));
        return id;
    }

    String stopped() {
        String id = running();
        made(CampaignsClient.class, c -> c.stop(id));
        return id;
    }

    String apiKey() {
        var key = new ApiKeysClient.NewApiKey(name(), "90d");
        return hub.as(SESSION)
                .once(ApiKeysClient.class, c -> c.create(key), () -> true)
                .orElseThrow()
                .id();
    }

    WidgetKeysClient.NewWidgetKey newWidgetKey() {
        return new WidgetKeysClient.NewWidgetKey(name(), List.of("*.acme.com"), AGENT);
    }

    /** The key itself, which is public. */
    String widgetKey() {
        WidgetKeysClient.NewWidgetKey key = newWidgetKey();
        return made(WidgetKeysClient.class, c -> c.create(key)).publicKey().orElseThrow();
    }

    String widgetKeyId() {
        WidgetKeysClient.NewWidgetKey key = newWidgetKey();
        made(WidgetKeysClient.class, c -> c.create(key));
        return hub.read(WidgetKeysClient.class, WidgetKeysClient::list, Urgency.ORDINARY).orElseThrow().items().stream()
                .filter(row -> row.name().equals(key.name()))
                .findFirst()
                .orElseThrow()
                .id();
    }

    Secret refreshToken() {
        var guest = new WidgetAuthClient.Guest(widgetKey(), null);
        Opaque session = made(WidgetAuthClient.class, c -> c.guest(PAGE, guest));
        return new Secret(session.members().get("refresh_token").asText());
    }

    WidgetAuthClient.User user() {
        return new WidgetAuthClient.User(name(), "Zoë", "zoe@example.com");
    }

    Secret userToken() {
        return made(WidgetAuthClient.class, c -> c.userToken(user())).userToken();
    }

    private <C, T> T made(Class<C> client, Function<C, T> write) {
        return hub.once(client, write, () -> true).orElseThrow();
    }
}
