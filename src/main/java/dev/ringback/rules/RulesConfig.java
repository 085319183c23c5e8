package dev.ringback.rules;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;

/** Configures the rules file, its checks and the decider's polling. */
@ConfigMapping(prefix = "ringback.rules")
public interface RulesConfig {
    /** The rules file. */
    @WithParentName
    @WithDefault("rules.yaml")
    Path file();

    /** The interval at which the file is checked; {@code off}: at start only. */
    @WithDefault("5s")
    String checkEvery();

    /**
     * The interval at which the decider polls for events; {@code off}: never. Deliveries wake it at once, in any process.
     * Where notifications do not arrive, it polls at least twice a second.
     */
    @WithDefault("5s")
    String poll();
}
