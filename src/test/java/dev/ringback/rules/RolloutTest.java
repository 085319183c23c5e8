package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.ServiceDriver;
import dev.ringback.calls.Senders;
import dev.ringback.calls.lawful.Zones;
import dev.ringback.hub.HubDirectory;
import dev.ringback.platform.Audit;
import dev.ringback.platform.PostgresResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules files while replicas come and go: which text is active, and who is told where they differ. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class RolloutTest {
    private static final Duration MOMENT = Duration.ofMinutes(2);

    private final ServiceDriver world;
    private final Rules rules;
    private final RulesActivation activation;
    private final RulesFiles files;
    private final Session database;
    private final HubDirectory directoryOfHub;
    private final HubNames hubNames;
    private final OpenCalls openCalls;
    private final Audit audit;
    private final RulesLint lint;
    private final Zones zones;
    private final Senders senders;
    private final AgroalDataSource pool;
    private final Flyway flyway;
    private final String usual;
    private String before;
    private String after;

    @TempDir
    Path directory;

    RolloutTest(
            ServiceDriver world,
            Rules rules,
            RulesActivation activation,
            RulesFiles files,
            Session database,
            HubDirectory directoryOfHub,
            HubNames hubNames,
            OpenCalls openCalls,
            Audit audit,
            RulesLint lint,
            Zones zones,
            Senders senders,
            AgroalDataSource pool,
            Flyway flyway)
            throws IOException {
        this.world = world;
        this.rules = rules;
        this.activation = activation;
        this.files = files;
        this.database = database;
        this.directoryOfHub = directoryOfHub;
        this.hubNames = hubNames;
        this.openCalls = openCalls;
        this.audit = audit;
        this.lint = lint;
        this.zones = zones;
        this.senders = senders;
        this.pool = pool;
        this.flyway = flyway;
        usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        before = usual + "# " + ServiceDriver.freshId("before-") + "\n";
        after = usual + "# " + ServiceDriver.freshId("after-") + "\n";
    }

    @AfterEach
    void restoreTheRules() {
        assertThat(activation.activate(usual)).isEmpty();
        world.reset();
    }

    /** A pod with a file of its own. */
    private final class Pod {
        private final Path file = directory.resolve(ServiceDriver.freshId("pod-"));
        private final RulesWatch watch = new RulesWatch(rules, activation, files, new RulesConfig() {
            @Override
            public Path file() {
                return file;
            }

            @Override
            public String checkEvery() {
                return "off";
            }

            @Override
            public String poll() {
                return "off";
            }
        });

        /** @param text the file's; null for a file that is not there yet */
        Pod(String text) throws IOException {
            if (text != null) {
                Files.writeString(file, text);
            }
            watch.start(new StartupEvent());
        }

        void seesChange(String text) throws IOException {
            Files.writeString(file, text);
            watch.check();
        }
    }

    private String active() {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(
                                "SELECT body FROM rules_active JOIN rules_version USING (version)", String.class)
                        .getSingleResult());
    }

    private Optional<RulesFiles.Differing> differing() {
        return QuarkusTransaction.requiringNew().call(() -> files.differing(MOMENT));
    }

    // --- Which text is active

    @Test
    void aStartWhoseActivationFailsGoesOnWithWhatIsActiveAndTriesAgainAsAStartDoes() throws IOException {
        new Pod(before);
        world.run("ALTER TABLE rules_activation ADD CONSTRAINT broken CHECK (version < 0) NOT VALID");
        Pod pod;
        Pod slow;
        try {
            pod = new Pod(after);
            slow = new Pod(after);
            assertThat(active()).isEqualTo(before);
            assertThatThrownBy(pod.watch::check).isInstanceOf(RuntimeException.class);
        } finally {
            world.run("ALTER TABLE rules_activation DROP CONSTRAINT broken");
        }
        pod.watch.check();
        assertThat(active()).isEqualTo(after);
        pod.seesChange(before);
        slow.watch.check();
        assertThat(active()).as("a start activates no text that was replaced").isEqualTo(before);
    }

    @Test
    void aFileThatCannotBeReadAtFirstIsActivatedAsAStartDoes() throws IOException {
        new Pod(before);
        Pod blind = new Pod(null);
        new Pod(after);
        blind.seesChange(before);
        assertThat(active()).isEqualTo(after);
    }

    @Test
    void anOldPodThatStartsAgainDoesNotBringBackATextThatItsDeploymentHasReplaced() throws IOException {
        new Pod(before);
        new Pod(after);
        assertThat(active()).isEqualTo(after);
        Pod old = new Pod(before);
        assertThat(active()).isEqualTo(after);
        assertThat(differing())
                .hasValueSatisfying(found -> assertThat(found.detail())
                        .contains("which this deployment has replaced", "add a comment to it"));
        old.watch.check();
        assertThat(active()).isEqualTo(after);

        old.seesChange(before + "# back to it\n");
        assertThat(active()).isEqualTo(before + "# back to it\n");
        assertThat(differing()).isEmpty();
    }

    @Test
    void aChangeWhileAPodRunsIsActivatedAlsoBackToAnOlderText() throws IOException {
        Pod pod = new Pod(before);
        pod.seesChange(after);
        assertThat(active()).isEqualTo(after);
        pod.seesChange(before);
        assertThat(active()).isEqualTo(before);
        assertThat(differing()).isEmpty();
    }

    @Test
    void aPodThatSeesAChangeLateChangesNothing() throws IOException {
        Pod late = new Pod(before);
        Pod prompt = new Pod(before);
        prompt.seesChange(after);
        long activations = world.number("SELECT count(*) FROM rules_activation");
        late.seesChange(after);
        assertThat(active()).isEqualTo(after);
        assertThat(world.number("SELECT count(*) FROM rules_activation")).isEqualTo(activations);
    }

    @Test
    void aTextThatOnlyAnotherDeploymentHasReplacedIsActivated() throws IOException {
        RulesTransition blue = new RulesTransition(
                database,
                rules,
                new FormerNames(database, senders, audit),
                hubNames,
                openCalls,
                audit,
                lint,
                zones,
                InstantSource.system(),
                "blue");
        HubDirectory.Reading reading = directoryOfHub.read();
        QuarkusTransaction.requiringNew().run(() -> blue.activate(before, false, reading));
        QuarkusTransaction.requiringNew().run(() -> blue.activate(after, false, reading));
        new Pod(before);
        assertThat(active()).isEqualTo(before);
    }

    @Test
    void whatAnEarlierVersionActivatedCountsToo() throws IOException {
        new Pod(before);
        world.run("DELETE FROM rules_activation"); // which that version did not write
        new Pod(after);
        new Pod(before);
        assertThat(active()).isEqualTo(after);
    }

    @Test
    void theMigrationKnowsWhatWasActivatedBeforeIt() {
        String schema = "rollout";
        migrate(schema, "32");
        world.run("INSERT INTO rollout.rules_version (digest, body, created_at) VALUES"
                + " ('d1', '', now()), ('d2', '', now());"
                + " INSERT INTO rollout.audit (at, who, what, object) VALUES"
                + " (now(), 'deployment green', 'activate_rules', 'version 1'),"
                + " (now(), 'deployment green', 'activate_rules', 'version 2'), (now(), 'olaf', 'pause', 'version 1')");
        migrate(schema, "33");
        assertThat(world.number("SELECT count(*) FROM rollout.rules_activation WHERE deployment = 'green'"))
                .isEqualTo(2);
        assertThat(world.number("SELECT count(*) FROM rollout.rules_activation"))
                .isEqualTo(2);
        world.run("DROP SCHEMA rollout CASCADE");
    }

    private void migrate(String schema, String version) {
        Flyway.configure()
                .configuration(flyway.getConfiguration())
                .dataSource(pool)
                .schemas(schema)
                .defaultSchema(schema)
                .target(version)
                .load()
                .migrate();
    }

    // --- Who is told

    @Test
    void filesThatDifferAreTakenForARolloutForAMoment() throws IOException {
        new Pod(before);
        assertThat(activation.activate(after)).isEmpty(); // by another replica
        assertThat(differing()).isEmpty();
        world.advance(MOMENT);
        world.run("UPDATE rules_file SET seen_at = ringback_now()");
        assertThat(differing()).hasValueSatisfying(found -> {
            assertThat(found.count()).isOne();
            assertThat(found.detail()).contains(" has version ", "Give all replicas the same file.");
        });
    }

    @Test
    void aRefusedFileStandsInTheStatusWithItsErrorsUntilItIsGood() throws IOException {
        Pod pod = new Pod(before);
        assertThat(world.get("/api/v1/status").getString("rules_file.state")).isEqualTo("active");
        pod.seesChange("version: 1\nrules:\n  - nmae: x\nmore: 1\n");
        JsonPath status = world.get("/api/v1/status");
        assertThat(status.getString("rules_file.state")).isEqualTo("refused");
        assertThat(status.getList("rules_file.errors.line", Integer.class)).contains(3, 4);
        assertThat(status.getList("rules_file.errors.column", Integer.class)).contains(5);
        assertThat(status.getString("rules_file.errors.message")).contains("did you mean 'name'?", "'more'");
        pod.seesChange("");
        assertThat(world.get("/api/v1/status").getString("rules_file.errors.message"))
                .contains("the file is empty");
        pod.seesChange(before);
        status = world.get("/api/v1/status");
        assertThat(status.getString("rules_file.state")).isEqualTo("active");
        assertThat(status.getList("rules_file.errors")).isEmpty();
        assertThat(activation.activate(after)).isEmpty(); // by another replica
        assertThat(world.get("/api/v1/status").getString("rules_file.state")).isEqualTo("differs");
        assertThat(new Pod(before).file).exists(); // a start with a replaced text
        assertThat(world.get("/api/v1/status").getString("rules_file.state")).isEqualTo("replaced");
        pod.watch.stop(new ShutdownEvent());
        assertThat(world.get("/api/v1/status").getString("rules_file.state")).isEqualTo("unknown");
    }

    @Test
    void aRefusedFileDiffersAndAProcessThatIsGoneDoesNot() throws IOException {
        Pod pod = new Pod(before);
        pod.seesChange("version: 1\nrules: nonsense\n");
        world.advance(MOMENT);
        world.run("UPDATE rules_file SET seen_at = ringback_now()");
        assertThat(differing())
                .hasValueSatisfying(found -> assertThat(found.detail()).contains("a text that never was active"));
        world.advance(MOMENT.plusSeconds(1));
        assertThat(differing()).as("it has been silent").isEmpty();
        world.run("UPDATE rules_file SET seen_at = ringback_now()");
        assertThat(differing()).isPresent();
        pod.watch.stop(new ShutdownEvent());
        assertThat(differing()).isEmpty();
    }
}
