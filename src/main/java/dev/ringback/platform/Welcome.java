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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Prints the configured welcome text on the terminal at startup, as in the demo. */
@ApplicationScoped
class Welcome {
    private static final int LAST = 100_000;
    private static final Pattern SETTING = Pattern.compile("\\$\\{([a-z.-]+)}");

    private final Optional<Path> text;
    private final Config config;

    Welcome(@ConfigProperty(name = "ringback.welcome") Optional<Path> text, Config config) {
        this.text = text;
        this.config = config;
    }

    void greet(@Observes @Priority(LAST) StartupEvent event) throws IOException {
        if (text.isPresent()) {
            PrintStream terminal = System.out; // written for a person, not for the log
            terminal.println(filledIn(Files.readString(text.get()), config));
        }
    }

    /** Replaces each <code>${setting}</code> by its value. A placeholder without a value stays unchanged. */
    static String filledIn(String text, Config config) {
        return SETTING.matcher(text)
                .replaceAll(setting -> Matcher.quoteReplacement(
                        config.getOptionalValue(setting.group(1), String.class).orElse(setting.group())));
    }
}
