package dev.ringback.platform;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Says on the terminal what to try, where a text for it is configured: in the demo. */
@ApplicationScoped
class Welcome {
    private static final int LAST = 100_000;
    private final Optional<Path> text;

    Welcome(@ConfigProperty(name = "ringback.welcome") Optional<Path> text) {
        this.text = text;
    }

    void greet(@Observes @Priority(LAST) StartupEvent event) throws IOException {
        if (text.isPresent()) {
            PrintStream terminal = System.out; // a person reads this; the log is for whoever searches it
            terminal.println(Files.readString(text.get()));
        }
    }
}
