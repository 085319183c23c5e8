package dev.ringback.rules;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;

/** Where the rules are. */
@ConfigMapping(prefix = "ringback.rules")
public interface RulesConfig {
    /** The rules file. */
    @WithParentName
    @WithDefault("rules.yaml")
    Path file();

    /** How often the file is looked at; {@code off}: at start only. */
    @WithDefault("5s")
    String checkEvery();

    /**
     * How often the decider looks for events by itself: deliveries wake it at once, in whatever process. Where
     * notifications do not come through, at least twice a second. {@code off}: never.
     */
    @WithDefault("5s")
    String poll();
}
