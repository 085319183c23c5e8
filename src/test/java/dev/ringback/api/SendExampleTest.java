package dev.ringback.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.ringback.api.CallsResource.CallView;
import dev.ringback.api.EventsResource.DecisionView;
import dev.ringback.api.EventsResource.EventDetail;
import dev.ringback.outbox.WaitingFor.Wait;
import dev.ringback.rules.CancelOutcomes.CancelOutcome;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/Send.java} reads the answers that the API gives. */
class SendExampleTest {
    private static final UUID ID = UUID.fromString("01a2222e-a5a3-750d-b005-5d7746df38c8");
    private static final Instant NOON = Instant.parse("2026-11-28T17:00:00Z");

    @TempDir
    private static Path classes;

    private static URLClassLoader send;

    @BeforeAll
    static void compile() throws Exception {
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), "examples/Send.java"))
                .isZero();
        send = new URLClassLoader(new URL[] {classes.toUri().toURL()});
    }

    @Test
    void tellsStateAndReason() {
        assertThat(lines("refused", "404: \"no such agent\" {[é]}", null))
                .containsExactly(
                        "  rule reminder: call",
                        "  cancel of win-back: 'to' names no number that a call could be to",
                        "  call of reminder: refused (404: \"no such agent\" {[é]})");
        assertThat(lines("placed", null, null)).contains("  call of reminder: placed");
    }

    @Test
    void tellsWhatACallWaitsFor() {
        assertThat(lines("waiting", null, null)).contains("  call of reminder: waiting until 2026-11-28T17:00:00Z");
        assertThat(lines("due", null, new Wait("pause", null, "all")))
                .contains("  call of reminder: due, waiting for pause (all)");
        assertThat(lines("waiting", null, new Wait("window", NOON, null)))
                .contains("  call of reminder: waiting for window until 2026-11-28T17:00:00Z");
    }

    /** The lines for an event with one call; the order of the fields makes no difference. */
    private static List<String> lines(String state, String reason, Wait wait) {
        var call = new CallView(
                ID,
                "reminder",
                1,
                "shop",
                "7",
                "+12025550123",
                state,
                reason,
                wait,
                "originate",
                NOON,
                NOON,
                null,
                null,
                ID,
                NOON);
        var cancels = List.of(
                new CancelOutcome("reminder", "about", "ended", "1 waiting calls ended"),
                new CancelOutcome("win-back", "to", "no_number", "'to' names no number that a call could be to"));
        var decision = new DecisionView("reminder", 1, "call", null, null, ID, null, NOON, List.of());
        var event = new EventDetail(
                ID,
                "shop",
                "d1",
                "orders/create",
                "decided",
                null,
                NOON,
                NOON,
                List.of(decision),
                cancels,
                List.of(call));
        List<String> lines = lines(event, false);
        assertThat(lines(event, true)).isEqualTo(lines);
        return lines;
    }

    @SuppressWarnings("unchecked")
    private static List<String> lines(EventDetail event, boolean isSorted) {
        ObjectMapper api = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .configure(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY, isSorted)
                .build();
        Object read =
                call("Send$Json", "read", String.class, api.valueToTree(event).toString());
        return (List<String>) call("Send", "describe", Map.class, read);
    }

    private static Object call(String type, String method, Class<?> parameter, Object argument) {
        try {
            Method found = send.loadClass(type).getDeclaredMethod(method, parameter);
            found.setAccessible(true);
            return found.invoke(null, argument);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
