package dev.ringback.emulator;

import java.util.EnumMap;
import java.util.Map;

/** Maps every route of the Hub contract to its operation. */
final class Operations {
    private Operations() {}

    static Map<Route, Operation> of(Hub hub) {
        var all = new EnumMap<Route, Operation>(Route.class);
        var attachments = new Attachments(hub);
        var widgetKeys = new WidgetKeys(hub);
        var widgetSettings = new WidgetSettings(hub);
        all.putAll(new Agents(hub, attachments).operations());
        all.putAll(attachments.operations());
        all.putAll(new Tools(hub).operations());
        all.putAll(new Playbooks(hub).operations());
        all.putAll(new Faqs(hub).operations());
        all.putAll(new Integrations(hub).operations());
        all.putAll(new Numbers(hub).operations());
        all.putAll(new Providers(hub).operations());
        all.putAll(new Calls(hub).operations());
        all.putAll(new SessionRecordings(hub).operations());
        all.putAll(new CampaignOperations(hub).operations());
        all.putAll(new ApiKeys(hub).operations());
        all.putAll(widgetKeys.operations());
        all.putAll(widgetSettings.operations());
        all.putAll(new WidgetAuth(hub, widgetKeys, widgetSettings).operations());
        return all;
    }
}
