package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ringback preflight} against a running service. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class PreflightMainTest {
    private final ServiceDriver world;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    PreflightMainTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private int run(String file, String... more) throws IOException {
        Path path = Files.writeString(directory.resolve("rules.yaml"), file);
        List<String> arguments = new java.util.ArrayList<>(List.of(
                path.toString(),
                "--from=2020-01-01",
                "--to=2100-01-01T00:00:00Z",
                "--url",
                "http://localhost:" + RestAssured.port + "/",
                "--token",
                ServiceDriver.OPERATOR));
        arguments.addAll(List.of(more));
        return PreflightMain.run(arguments, new PrintStream(out), new PrintStream(err));
    }

    private static String rules() throws IOException {
        return Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @Test
    void printsTheResultForAPerson() throws IOException {
        world.stripe("invoice.payment_failed", ServiceDriver.invoice("in_1", "+12025550111"));
        assertThat(run(rules().replace("amount_due >= 2000", "amount_due >= 5000")))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "events      1 received from 2020-01-01T00:00:00Z to 2100-01-01T00:00:00Z, of which rules hear 1")
                .contains("decisions   0 call, 0 refresh, 0 cancel, 1 skip condition_false")
                .contains("change      failed-payment: call -> skip condition_false  1")
                .contains("; 'when' differs");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("decided 1 of 1 events");
    }

    @Test
    void printsJson() throws IOException {
        assertThat(run(rules(), "--json")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{").contains("\"considered\" : 0");
    }

    @Test
    void tellsTheErrorsOfAFileByTheirPlaces() throws IOException {
        assertThat(run("version: 2\nrules: []\n")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("rules.yaml:1:10: version 2 is not known; expected 1");
    }

    @Test
    void tellsThatThereIsNoAnswer() throws IOException {
        assertThat(run(rules(), "--url", "http://localhost:1")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("(ConnectException); name it by --url");
        assertThat(run(rules(), "--token", "nobody")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("ringback: 401 ");
    }
}
