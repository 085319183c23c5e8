package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With every log turned up, none shows what opens something, nor whom we ring. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(30)
class LogTest {
    private static final List<String> LOGGERS =
            List.of("dev.ringback.hub", "io.quarkus.rest", "io.vertx", "org.jboss.resteasy");

    private final List<Logger> loggers = LOGGERS.stream().map(Logger::getLogger).toList();
    private final Listener listener = new Listener();

    @Inject
    TestHubs hubs;

    @TempDir
    Path files;

    @BeforeEach
    void turnUp() {
        loggers.forEach(logger -> {
            logger.setLevel(Level.ALL);
            logger.addHandler(listener);
        });
    }

    @AfterEach
    void turnDown() {
        loggers.forEach(logger -> {
            logger.removeHandler(listener);
            logger.setLevel(null);
        });
    }

    @Test
    void showsNoKeyNoNumberAndNoSignedAddress() {
        try (Emulator emulator = Emulator.start(Settings.defaults())) {
            Hub hub = hubs.at(emulator.url(), "answer-timeout", "500ms");
            Setting setting = new Setting(hub, files);
            CallsClient.NewCall call = setting.call();
            List<Object> answers = new ArrayList<>();
            for (Fault fault : List.of(
                    Fault.delayAfterEffect(Duration.ZERO),
                    Fault.closeAfterEffect(),
                    Fault.cutHead(),
                    Fault.unreadable(),
                    Fault.freezeBeforeEffect(),
                    Fault.status(404, "no such number " + call.to().e164() + " for " + Settings.DEMO_KEY))) {
                emulator.faults().next(Route.ORIGINATE, fault);
                answers.add(hub.once(CallsClient.class, c -> c.originate(call), () -> true));
            }
            emulator.advance(Duration.ofHours(1));
            String session = emulator.rings().getFirst().session();
            var recording = hub.read(RecordingsClient.class, c -> c.get(session), Urgency.ORDINARY);
            String key = setting.apiKey();
            answers.add(recording);
            answers.add(key);
            List<String> secrets = List.of(
                    Settings.DEMO_KEY,
                    Settings.DEMO_SESSION,
                    call.to().e164(),
                    recording.orElseThrow().url().text(),
                    "X-Amz-Signature");
            assertThat(listener.messages).isNotEmpty();
            for (String secret : secrets) {
                assertThat(listener.messages).noneMatch(message -> message.contains(secret));
                assertThat(answers).noneMatch(answer -> answer.toString().contains(secret));
            }
        }
    }

    private static final class Listener extends Handler {
        private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void publish(LogRecord entry) {
            messages.add(entry.getMessage() + " "
                    + List.of(entry.getParameters() == null ? new Object[0] : entry.getParameters()) + " "
                    + entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
