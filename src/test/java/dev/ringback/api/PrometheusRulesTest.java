package dev.ringback.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.alerts.AlertGauges;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The shipped rules against what a running service prints: a rule over a series that is not there never fires. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class PrometheusRulesTest {
    private static final Pattern SELECTOR = Pattern.compile("\\b(ringback_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!=|!~|=)\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
    private static final Pattern LINE = Pattern.compile("^([a-z_]+)(?:\\{(.*)})? \\S+$");

    private final ServiceDriver world;
    private final Depths depths;
    private final AlertGauges gauges;

    PrometheusRulesTest(ServiceDriver world, Depths depths, AlertGauges gauges) {
        this.world = world;
        this.depths = depths;
        this.gauges = gauges;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    @AfterEach
    void stop() {
        world.reset();
    }

    private record Series(String name, Map<String, String> labels) {}

    private List<Series> printed() {
        depths.measure();
        gauges.measure();
        return RestAssured.get("/q/metrics")
                .asString()
                .lines()
                .map(LINE::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(line -> new Series(line.group(1), labels(line.group(2))))
                .toList();
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        MATCHER.matcher(text == null ? "" : text).results().forEach(m -> labels.put(m.group(1), m.group(3)));
        return labels;
    }

    private static Map<String, String> expressions() throws IOException {
        Object root = new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of("deploy/monitoring/ringback.rules.yaml")));
        Map<String, String> expressions = new HashMap<>();
        for (Object group : (List<?>) ((Map<?, ?>) root).get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                var map = (Map<?, ?>) rule;
                expressions.put(map.get("alert").toString(), map.get("expr").toString());
            }
        }
        return expressions;
    }

    @Test
    void everySeriesThatARuleNamesIsPrintedWithItsLabels() throws IOException {
        world.dueCall("+12025550143"); // the one series that is there only while something is due
        List<Series> printed = printed();
        assertThat(expressions()).hasSizeGreaterThanOrEqualTo(10).allSatisfy((alert, expression) -> {
            List<Series> named = new ArrayList<>();
            SELECTOR.matcher(expression).results().forEach(selector -> {
                List<Series> found = matching(printed, selector.group(1), selector.group(2));
                assertThat(found).as("%s: %s", alert, selector.group()).isNotEmpty();
                named.addAll(found);
            });
            assertThat(named).as(alert).isNotEmpty();
            GROUPING.matcher(expression)
                    .results()
                    .forEach(grouping -> assertThat(named)
                            .as("%s: %s", alert, grouping.group())
                            .allSatisfy(series -> assertThat(series.labels())
                                    .containsKeys(grouping.group(1).split("\\s*,\\s*"))));
        });
    }

    private static List<Series> matching(List<Series> printed, String name, String matchers) {
        return printed.stream()
                .filter(series -> series.name().equals(name))
                .filter(series -> MATCHER.matcher(matchers == null ? "" : matchers)
                        .results()
                        .allMatch(m -> series.labels().containsKey(m.group(1))
                                && switch (m.group(2)) {
                                    case "=" -> series.labels().get(m.group(1)).equals(m.group(3));
                                    case "!=" ->
                                        !series.labels().get(m.group(1)).equals(m.group(3));
                                    default -> throw new AssertionError("teach the test: " + m.group());
                                }))
                .toList();
    }

    @Test
    void theGaugesFollowWhatHolds() {
        assertThat(value("ringback_paused{scope=\"account\"}")).isZero();
        world.run("INSERT INTO pause (scope, reason, who) VALUES ('account', 'refused', 'ringback'),"
                + " ('agent:a', 'refused', 'ringback'), ('agent:b', 'refused', 'ringback'), ('x', 'a try', 'ada')");
        world.run(
                "UPDATE quota SET dial_blocked_by = 'daily', dial_blocked_until = ringback_now() + interval '1 hour'");
        world.shopify("checkouts/update", "{}").then().statusCode(200);
        world.advance(java.time.Duration.ofMinutes(10));
        assertThat(value("ringback_paused{scope=\"account\"}")).isEqualTo(1);
        assertThat(value("ringback_paused{scope=\"agent\"}")).isEqualTo(2);
        assertThat(value("ringback_paused{scope=\"other\"}")).isEqualTo(1);
        assertThat(value("ringback_rules_file_refused")).isZero();
        world.run(
                "INSERT INTO rules_file (worker, digest, replaced, errors, since, seen_at) SELECT id, 'a bad text', false,"
                        + " '[{\"line\": 1, \"column\": 1, \"message\": \"x\"}]', ringback_now(), ringback_now() FROM worker ORDER BY number DESC LIMIT 1");
        assertThat(value("ringback_rules_file_refused")).isEqualTo(1);
        assertThat(value("ringback_hub_breaker")).isZero();
        world.run("UPDATE quota SET breaker = 'HALF_OPEN'");
        assertThat(value("ringback_hub_breaker")).isEqualTo(1);
        world.run("UPDATE quota SET breaker = 'OPEN', breaker_probe_at = ringback_now()");
        assertThat(value("ringback_hub_breaker")).isEqualTo(2);
        assertThat(value("ringback_dial_blocked_seconds")).isBetween(2900.0, 3000.0);
        assertThat(value("ringback_source_silent_seconds{source=\"shop\"}")).isBetween(600.0, 660.0);
        assertThat(value("ringback_source_silent_after_seconds{source=\"shop\"}"))
                .isEqualTo(36500 * 86400.0);
    }

    private double value(String series) {
        printed();
        Set<Double> values = RestAssured.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .collect(Collectors.toSet());
        assertThat(values).as(series).hasSize(1);
        return values.iterator().next();
    }
}
