package dev.ringback.rules;

import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Activates the rules file: at start if its text is new to the deployment, and whenever its content changes while the
 * process runs. Changes behind a symbolic link count too. The watch reports the file's text for {@link RulesFiles}.
 */
@ApplicationScoped
class RulesWatch {
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(30);
    private static final Duration REFUSED_AGAIN = Duration.ofMinutes(1);
    private static final String UNREADABLE = "";

    private final Rules rules;
    private final RulesActivation activation;
    private final RulesFiles files;
    private final Path file;
    private volatile String lastSeen = UNREADABLE;
    private volatile boolean isStart = true; // until a text was activated, refused or left inactive
    private volatile boolean isReplaced; // true if the start left the present text inactive
    private volatile List<RulesFile.Problem> errors = List.of(); // why the present text is refused
    private volatile long reportedAt;
    private volatile long refusedAt;
    private volatile String lastTrouble = "";

    RulesWatch(Rules rules, RulesActivation activation, RulesFiles files, RulesConfig config) {
        this.rules = rules;
        this.activation = activation;
        this.files = files;
        this.file = config.file();
    }

    /** Refuses to start without any active rules; a bad file leaves the last good version active. */
    void start(@Observes @Priority(Startup.RULES) StartupEvent event) {
        Optional<String> trouble = firstLook();
        if (trouble.isPresent() && !rules.hasActive()) {
            throw new IllegalStateException(
                    "no rules: " + trouble.get() + ". Set ringback.rules (RINGBACK_RULES) to a" + " rules file.");
        }
        report();
    }

    /** Checks the file at start. An activation locks every open entry, so other replicas may deadlock with or delay it. */
    private Optional<String> firstLook() {
        try {
            return look();
        } catch (RuntimeException e) {
            if (!rules.hasActive()) {
                throw e;
            }
            Log.warnf(e, "rules: the file %s could not be activated yet; the next check tries again", file);
            return Optional.empty();
        }
    }

    void goOn(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.rules.check-every") String every) {
        supervisor.every("rules-file", every, BOUND, pulse -> check());
    }

    void check() {
        String before = lastSeen;
        look();
        if (!lastSeen.equals(before) || System.nanoTime() - reportedAt > REPORT_EVERY.toNanos()) {
            report();
        }
    }

    /** Deletes the report: the file of a stopped process cannot differ. */
    void stop(@Observes ShutdownEvent event) {
        try {
            files.forget();
        } catch (RuntimeException e) { // the database is unavailable, and the report expires by itself
            Log.debug("the report of the rules file could not be taken back", e);
        }
    }

    private void report() {
        reportedAt = System.nanoTime();
        files.report(lastSeen.equals(UNREADABLE) ? null : RulesTransition.digest(lastSeen), isReplaced, errors);
    }

    /** @return the error of the file; empty if there is none, or if the text was seen before */
    private Optional<String> look() {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            errors = List.of();
            return trouble(
                    "the file " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", UNREADABLE);
        }
        if (text.equals(lastSeen) && !isToBeTriedAgain()) {
            return Optional.empty();
        }
        isReplaced = false;
        Optional<RulesFile.Parsed.Invalid> invalid = isStart ? activateAtStart(text) : activateChanged(text);
        errors = invalid.map(RulesFile.Parsed.Invalid::problems).orElse(List.of());
        return invalid.isPresent()
                ? trouble("the file " + file + " is refused: " + invalid.get().inWords(), text)
                : seen(text);
    }

    /** A refused text may be right by now: the Hub answers, an agent was activated, another replica has the source. */
    private boolean isToBeTriedAgain() {
        return !errors.isEmpty() && System.nanoTime() - refusedAt > REFUSED_AGAIN.toNanos();
    }

    private Optional<RulesFile.Parsed.Invalid> activateAtStart(String text) {
        Optional<RulesFile.Parsed.Invalid> invalid = activation.activateIfNew(text);
        isReplaced = activation.pastOf(text) == RulesTransition.Past.REPLACED;
        if (isReplaced) {
            Log.warnf("rules: %s, and is not activated by a start. %s", RulesFiles.REPLACED, RulesFiles.CURE);
        }
        return invalid;
    }

    /** Activates a changed text, also an older text: a person has changed the file. */
    private Optional<RulesFile.Parsed.Invalid> activateChanged(String text) {
        return activation.pastOf(text) == RulesTransition.Past.LAST ? Optional.empty() : activation.activate(text);
    }

    private Optional<String> seen(String text) {
        lastTrouble = "";
        isStart = false;
        lastSeen = text;
        return Optional.empty();
    }

    private Optional<String> trouble(String message, String text) {
        boolean isNews = !text.equals(lastSeen) || text.isEmpty() || !message.equals(lastTrouble);
        lastTrouble = message;
        refusedAt = System.nanoTime();
        isStart = isStart && text.equals(UNREADABLE); // once readable, the text counts as the start's text
        lastSeen = text;
        if (isNews) {
            Log.errorf("rules: %s; the last good version stays active", message);
        }
        return Optional.of(message);
    }
}
