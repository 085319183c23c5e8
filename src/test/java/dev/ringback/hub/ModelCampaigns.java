package dev.ringback.hub;

import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.CampaignsClient.Contact;
import dev.ringback.hub.CampaignsClient.NewCampaign;
import dev.ringback.hub.CampaignsClient.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A Hub's campaigns in memory, as docs/HUB.md and docs/PROTOCOL.md, "Assumed of the Hub", have them: born drafts, started once,
 * deleted only as drafts, stopped with what is not dialled skipped. Nothing dials by itself: {@link #dialOne} does.
 */
public final class ModelCampaigns {
    private static final class Row {
        private final String number;
        private final String about;
        private String status = "pending";

        private Row(String number, String about) {
            this.number = number;
            this.about = about;
        }
    }

    private static final class Model {
        private final String id;
        private final String name;
        private final List<Row> rows = new ArrayList<>();
        private Status status = Status.DRAFT;
        private int starts;

        private Model(String id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    private final Map<String, Model> all = new LinkedHashMap<>();
    private final BiConsumer<String, String> ring;
    private int made;

    /** @param ring is told what a dialled row is about, and its number */
    public ModelCampaigns(BiConsumer<String, String> ring) {
        this.ring = ring;
    }

    /** What a client's method asks for. */
    public synchronized Object act(String method, Object[] arguments) {
        return switch (method) {
            case "create" -> create((NewCampaign) arguments[0]);
            case "start" -> start(found(arguments));
            case "stop" -> stop(found(arguments));
            case "delete" -> delete(found(arguments));
            case "get" -> shown(found(arguments));
            case "list" ->
                new Rows<>(all.values().stream().map(ModelCampaigns::shown).toList(), Optional.empty());
            case "contacts" ->
                new Rows<>(
                        found(arguments).rows.stream()
                                .map(ModelCampaigns::contact)
                                .toList(),
                        Optional.of(false));
            default -> throw new IllegalArgumentException(method);
        };
    }

    private Model found(Object[] arguments) {
        return Optional.ofNullable(all.get((String) arguments[0]))
                .orElseThrow(() -> new ModelHub.RefusedException(404, "campaign not found"));
    }

    private Campaign create(NewCampaign wanted) {
        Model model = new Model("camp_" + ++made, wanted.name());
        try {
            List<String> lines = Files.readAllLines(wanted.contacts());
            int about = List.of(lines.getFirst().split(",")).indexOf("about");
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.replace("\"", "").split(",");
                model.rows.add(new Row(cells[0], cells[about]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.put(model.id, model);
        return shown(model);
    }

    private String start(Model model) {
        require(model, Status.DRAFT);
        model.status = Status.RUNNING;
        model.starts++;
        return "";
    }

    private String stop(Model model) {
        require(model, Status.RUNNING);
        model.status = Status.COMPLETED;
        model.rows.stream().filter(row -> row.status.equals("pending")).forEach(row -> row.status = "skipped");
        return "";
    }

    private String delete(Model model) {
        require(model, Status.DRAFT);
        all.remove(model.id);
        return "";
    }

    private static void require(Model model, Status status) {
        if (model.status != status) {
            throw new ModelHub.RefusedException(409, "it is " + model.status);
        }
    }

    /** Dials the oldest row that a running campaign has not dialled. Returns whether there was one. */
    public synchronized boolean dialOne() {
        for (Model model : all.values()) {
            if (model.status == Status.RUNNING) {
                Optional<Row> next = model.rows.stream()
                        .filter(row -> row.status.equals("pending"))
                        .findFirst();
                if (next.isPresent()) {
                    next.get().status = "completed";
                    ring.accept(next.get().about, next.get().number);
                    return true;
                }
                model.status = Status.COMPLETED;
            }
        }
        return false;
    }

    /** The abouts of the rows that running campaigns have still to dial. */
    public synchronized List<String> pending() {
        return all.values().stream()
                .filter(model -> model.status == Status.RUNNING)
                .flatMap(model -> model.rows.stream())
                .filter(row -> row.status.equals("pending"))
                .map(row -> row.about)
                .toList();
    }

    /** What must not be left when all is quiet. */
    public synchronized List<String> leftOvers() {
        return all.values().stream()
                .filter(model -> model.status != Status.COMPLETED || model.starts > 1)
                .map(model -> model.name + " is " + model.status + ", started " + model.starts + " times")
                .toList();
    }

    /** All there are, as the list shows them. */
    public synchronized List<Campaign> list() {
        return all.values().stream().map(ModelCampaigns::shown).toList();
    }

    private static Campaign shown(Model model) {
        return new Campaign(
                model.id, model.name, "agent", "num", model.status, 1, 0, null, null, null, null, null, null);
    }

    private static Contact contact(Row row) {
        return new Contact("c", row.number, row.status, Map.of(), 1, "sess_" + row.number);
    }
}
