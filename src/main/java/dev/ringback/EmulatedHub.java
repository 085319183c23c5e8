package dev.ringback;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Settings;
import dev.ringback.hub.HubConfig;
import dev.ringback.platform.Startup;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.InstantSource;

/** Runs the emulated Hub in this process if {@code ringback.hub.emulator.enabled} is set, as in demo, dev and test. */
@ApplicationScoped
public class EmulatedHub {
    private static final int AFTER_EVERYBODY = 10_000;

    private final HubConfig config;
    private final InstantSource clock;
    private Emulator emulator;

    EmulatedHub(HubConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes @Priority(Startup.EMULATOR) StartupEvent event) {
        if (config.emulator().enabled()) {
            restart();
            Log.infof("the Hub is emulated at %s: no phone will ring", emulator.url());
        }
    }

    /** Starts the emulator on its port, also after it was closed. Its state comes from its directory. */
    public void restart() {
        Settings settings = Settings.defaults()
                .withPort(config.emulator().port())
                .withState(config.emulator().dir().map(Path::of).orElse(null))
                .withClock(clock)
                .withKeys(config.apiKey().orElse(Settings.DEMO_KEY));
        emulator = Emulator.start(settings);
    }

    /** Closes the emulator after everything else, so that requests in flight still get their answers. */
    void stop(@Observes @Priority(AFTER_EVERYBODY) ShutdownEvent event) {
        if (emulator != null) {
            emulator.close();
        }
    }

    /** Returns the running emulator; null if it is not enabled. */
    public Emulator emulator() {
        return emulator;
    }
}
