package dev.ringback.rules;

import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Brings the rules file into force: at start, and when its content changes, also behind a symbolic link. */
@ApplicationScoped
class RulesWatch {
    private static final Duration BOUND = Duration.ofMinutes(1);

    private final Rules rules;
    private final Path file;
    private volatile String lastSeen = "";

    RulesWatch(Rules rules, RulesConfig config) {
        this.rules = rules;
        this.file = config.file();
    }

    /** Refuses to start without any rules; a bad file leaves the last good version active. */
    void start(@Observes @Priority(Startup.RULES) StartupEvent event) {
        Optional<String> trouble = look();
        if (trouble.isPresent() && !rules.hasActive()) {
            throw new IllegalStateException(
                    "no rules: " + trouble.get() + ". Set ringback.rules (RINGBACK_RULES) to a" + " rules file.");
        }
    }

    void goOn(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.rules.check-every") String every) {
        supervisor.every("rules-file", every, BOUND, pulse -> look());
    }

    /** @return what keeps the file from being in force */
    private Optional<String> look() {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            return trouble(
                    "the file " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", "");
        }
        if (text.equals(lastSeen)) {
            return Optional.empty();
        }
        Optional<RulesFile.Parsed.Invalid> invalid =
                rules.wasActivatedHere(text) ? Optional.empty() : rules.activate(text);
        return invalid.isPresent()
                ? trouble("the file " + file + " is refused: " + invalid.get().inWords(), text)
                : seen(text);
    }

    private Optional<String> seen(String text) {
        lastSeen = text;
        return Optional.empty();
    }

    private Optional<String> trouble(String message, String text) {
        boolean isNews = !text.equals(lastSeen) || text.isEmpty();
        lastSeen = text;
        if (isNews) {
            Log.errorf("rules: %s; the last good version stays active", message);
        }
        return Optional.of(message);
    }
}
