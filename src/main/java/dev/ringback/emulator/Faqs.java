package dev.ringback.emulator;

import java.util.Map;

/** Serves the operations on FAQs (Hub contract, section 9). */
final class Faqs {
    private static final Fields WRITABLE = new Fields()
            .texts("name", "title", "category", "summary", "content")
            .textLists("tags");

    private final Rows faqs;

    Faqs(Hub hub) {
        this.faqs = new Rows(hub, Table.FAQ, "FAQ");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.LIST_FAQS, this::list,
                Route.CREATE_FAQ, this::create,
                Route.GET_FAQ, request -> Answer.ok(faqs.find(request.account(), request.id())),
                Route.UPDATE_FAQ, this::update,
                Route.DELETE_FAQ, this::delete);
    }

    private Answer list(HubRequest request) {
        var body = Json.object();
        body.set("faqs", Json.array(faqs.all(request.account())));
        return Answer.ok(body);
    }

    /** Creates an FAQ. No page says what is mandatory; here it is a name, or a title to derive one. */
    private Answer create(HubRequest request) {
        var row = WRITABLE.pick(request.json());
        if (!row.has("name")) {
            row.put("name", Playbooks.snakeCase(HubRequest.required(row, "title")));
        }
        HubRequest.required(row, "name");
        faqs.requireNew(request.account(), "name", row.get("name").asText());
        return Answer.json(201, faqs.create(request.account(), row));
    }

    private Answer update(HubRequest request) {
        var faq = faqs.find(request.account(), request.id());
        return Answer.ok(faqs.change(request.account(), faq, WRITABLE.pick(request.json())));
    }

    private Answer delete(HubRequest request) {
        faqs.remove(request.account(), faqs.find(request.account(), request.id()));
        return Answer.gone();
    }
}
