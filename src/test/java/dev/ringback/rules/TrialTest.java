package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.calls.Senders;
import dev.ringback.calls.campaigns.Schedule;
import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.Whereabouts;
import dev.ringback.calls.lawful.Zones;
import dev.ringback.intake.Event;
import dev.ringback.intake.sources.Sources;
import dev.ringback.platform.PostgresResource;
import dev.ringback.privacy.PhoneNumber;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A trial gives each event the verdicts that the decider gives it on a database, while time stands still. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class TrialTest {
    private static final int SEQUENCES = 6;
    private static final int EVENTS = 45;
    private static final String[] PERSONS = {"+12025550111", "+12025550122", "+12025550133"};
    private static final String OPTED_OUT = "+12025550133";

    private static final String RULES = """
            version: 1
            windows:
              never: { days: [sun], from: "09:00", to: "09:30" }
            rules:
              - name: failed
                events: ["billing:invoice.payment_failed"]
                when: event.data.object.attempts >= 1
                about: event.data.object.id
                matter: event.data.object.subscription
                to: event.data.object.phone
                purpose: informational
                wait: 30m
                expire: 2h
                cancel:
                  - { events: ["billing:invoice.paid"], about: event.data.object.id }
                  - { events: ["billing:customer.deleted"], to: event.data.object.phone }
                agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                from: "+12025550123"
              - name: remind
                events: ["billing:invoice.upcoming"]
                about: event.data.object.id
                matter: event.data.object.subscription
                to: event.data.object.phone
                purpose: informational
                cancel:
                  - { events: ["billing:invoice.paid"], about: event.data.object.id }
                agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                from: "+12025550123"
              - name: order
                events: ["twin-a:orders/create", "twin-b:orders/create"]
                about: event.id
                to: event.phone
                purpose: informational
                wait: 2h
                cancel:
                  - events: ["billing:invoice.paid"]
                    about: event.data.object.order
                  - events: ["billing:customer.deleted"]
                    to: event.data.object.phone
                agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                from: "+12025550123"
              - name: shut
                events: ["twin-a:orders/create"]
                about: event.id
                to: event.phone
                purpose: informational
                window: never
                expire: 3h
                agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                from: "+12025550123"
              - name: win-back
                events: ["billing:quote.finalized"]
                about: event.data.object.id
                to: event.data.object.phone
                purpose: marketing
                consent: event.data.object.agrees
                cancel:
                  - { events: ["billing:quote.accepted"], about: event.data.object.id }
                agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                from: "+12025550123"
                deliver:
                  campaign: { schedule: "0 0 11 * * ?", zone: America/New_York, max-concurrent: 5 }
            """;

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final Sources sources;
    private final Senders senders;
    private final Numbers numbers;
    private final Whereabouts whereabouts;
    private final HoursInForce hours;
    private final Zones zones;
    private final AgroalDataSource database;
    private Instant start;

    TrialTest(
            ServiceDriver world,
            RulesActivation activation,
            Sources sources,
            Senders senders,
            Numbers numbers,
            Whereabouts whereabouts,
            HoursInForce hours,
            Zones zones,
            AgroalDataSource database) {
        this.world = world;
        this.activation = activation;
        this.sources = sources;
        this.senders = senders;
        this.numbers = numbers;
        this.whereabouts = whereabouts;
        this.hours = hours;
        this.zones = zones;
        this.database = database;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        start = world.now().truncatedTo(ChronoUnit.SECONDS);
        assertThat(activation.activate(RULES)).isEmpty();
    }

    @AfterEach
    void usualRules() throws IOException {
        world.reset();
        activation.activate(Files.readString(Path.of("src/test/resources/rules.yaml")));
    }

    @Test
    void givesEachEventTheVerdictsOfTheDecider() throws SQLException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Integer> verdicts = new HashMap<>();
        for (int i = 0; i < SEQUENCES; i++) {
            world.reset();
            world.operator("/api/v1/opt-outs", "{\"number\":\"" + OPTED_OUT + "\"}");
            for (int event = 0; event < EVENTS; event++) {
                deliver(random, event);
                world.decide(); // the decider puts events with ends first, within what it finds at once
            }
            List<String> decided = decided();
            assertThat(tried()).as("seed %d, sequence %d", seed, i).containsExactlyElementsOf(decided);
            decided.forEach(each -> verdicts.merge(each.replaceFirst("^\\d+ \\S+ ", ""), 1, Integer::sum));
        }
        assertThat(verdicts)
                .containsKeys(
                        "call",
                        "refresh",
                        "cancel",
                        "skip condition_false",
                        "skip no_consent",
                        "skip opted_out",
                        "skip already_called",
                        "skip superseded",
                        "skip rule_error");
    }

    private void deliver(Random random, int number) {
        // Few things, persons and instants, so that events meet; ids in another order than that of receipt.
        Instant at = start.minus(Duration.ofMinutes(5 + 20L * random.nextInt(3)));
        String id = "%c%02d".formatted('a' + random.nextInt(26), number);
        String person = PERSONS[random.nextInt(10) == 0 ? 2 : random.nextInt(2)];
        int thing = random.nextInt(3);
        String object = """
                {"id":%s,"order":%d,"subscription":"sub_%d","phone":"%s","attempts":%d,"agrees":%s}
                """.formatted(
                        random.nextInt(20) == 0 ? "true" : "\"in_" + thing + '"',
                        thing,
                        thing / 2,
                        person,
                        random.nextInt(5),
                        random.nextInt(5) > 0);
        switch (random.nextInt(10)) {
            case 0, 1 -> world.stripe("evt_" + id, "invoice.payment_failed", object, at);
            case 2, 3 -> world.stripe("evt_" + id, "invoice.upcoming", object, at);
            case 4 -> world.stripe("evt_" + id, random.nextInt(3) == 0 ? "invoice.paid" : "quote.accepted", object, at);
            case 5 -> world.stripe("evt_" + id, "customer.deleted", object, at);
            case 6, 7 -> world.stripe("evt_" + id, "quote.finalized", object, at);
            default -> {
                String body = "{\"id\":%d,\"updated_at\":\"%s\",\"phone\":\"%s\"}".formatted(thing, at, person);
                world.shopifyTo("twin-a", id, "orders/create", body);
                if (random.nextBoolean()) {
                    world.shopifyTo("twin-b", id, "orders/create", body); // the same delivery of another endpoint
                }
            }
        }
    }

    /** The decisions of the service, by the number of their event; cancels only where they ended a call. */
    private List<String> decided() throws SQLException {
        List<String> decisions = new ArrayList<>();
        query(
                """
                SELECT (SELECT count(*) FROM event v WHERE v.id <= d.event), rule, lower(verdict), coalesce(' ' || reason, '')
                FROM decision d WHERE verdict <> 'CANCEL' OR detail LIKE '% waiting calls ended' ORDER BY d.id
                """,
                row -> decisions.add(
                        row.getLong(1) + " " + row.getString(2) + " " + row.getString(3) + row.getString(4)));
        return decisions;
    }

    private List<String> tried() throws SQLException {
        Instant now = world.now();
        TrialKeys keys = new TrialKeys();
        Trial trial = new Trial(
                TrialRule.of(file(), keys),
                new TrialWorld(
                        numbers,
                        whereabouts,
                        hours.now().hours(),
                        zones::zone,
                        sources::named,
                        senders::of,
                        persons -> persons.contains(new PhoneNumber(OPTED_OUT)),
                        (gather, after) -> Schedule.stored(gather.schedule(), gather.zone(), zones::zone)
                                .flatMap(schedule -> schedule.next(after))),
                keys);
        Map<UUID, Integer> order = new HashMap<>();
        List<String> decisions = new ArrayList<>();
        query(
                "SELECT e.id, source, delivery_id, type, body FROM event e JOIN event_body b ON b.event = e.id ORDER BY id",
                row -> {
                    UUID id = row.getObject(1, UUID.class);
                    order.put(id, order.size() + 1);
                    Event event = Event.inMemory(id, row.getString(2), row.getString(3), row.getString(4), now);
                    trial.decide(trial.evaluate(event, row.getBytes(5))).stream()
                            .filter(TrialDecision::counts)
                            .forEach(decision -> decisions.add(order.get(decision.event()) + " "
                                    + decision.rule().name() + " " + decision.inWords()));
                });
        return decisions;
    }

    private static RulesFile file() {
        return switch (RulesFile.stored(RULES)) {
            case RulesFile.Parsed.Valid(var file) -> file;
            case RulesFile.Parsed.Invalid invalid -> throw new AssertionError(invalid.inWords());
        };
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String sql, Row each) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.read(rows);
            }
        }
    }
}
