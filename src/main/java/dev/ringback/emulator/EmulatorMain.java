package dev.ringback.emulator;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs the emulated Hub alone, until the process is terminated: {@code ./ringback hub}. */
public final class EmulatorMain {
    private static final String HELP = """
            Runs the emulated Kataven Hub. It dials nobody.

            ./ringback hub [--port N] [--state DIR] [--speed X] [--host ADDRESS] [--any-key]

              --port N        port to listen on; 0 takes a free one (default 8089)
              --state DIR     where ledger and campaigns are kept, synced before each answer;
                              without it they last as long as the process
              --speed X       emulated seconds per real second (default 1)
              --host ADDRESS  address to listen on (default 127.0.0.1)
              --any-key       accept every key of the form sk_live_<account>_<rest>
              --help          this text
            """;

    private static final String LOG_MANAGER = "org.jboss.logmanager.LogManager";

    private EmulatorMain() {}

    /** Runs until SIGTERM or SIGINT. Exits with 2 for wrong arguments, with 1 if the emulator cannot start. */
    public static void main(String... args) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            IO.print(HELP);
            return;
        }
        setLogManager();
        try {
            var emulator = Emulator.start(settings(args));
            var end = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                emulator.close();
                end.countDown();
            }));
            IO.println("The emulated Hub listens on " + emulator.url() + " with key " + Settings.DEMO_KEY);
            IO.println("Rings, faults and settings: " + emulator.address().resolve("/_emulator/"));
            end.await();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + HELP);
            System.exit(2);
        } catch (RuntimeException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            System.err.println("The emulated Hub could not start: " + cause.getMessage());
            System.exit(1);
        }
    }

    /**
     * Sets the log manager that Quarkus's logging needs, if the class path has it. Call it before the first logger exists.
     * The class path of the emulator's own jar has no such manager.
     */
    private static void setLogManager() {
        if (ClassLoader.getSystemResource(LOG_MANAGER.replace('.', '/') + ".class") != null) {
            System.setProperty("java.util.logging.manager", LOG_MANAGER);
        }
    }

    /**
     * Returns the settings of a command line. Throws IllegalArgumentException for an unknown option, a missing or an
     * invalid value.
     */
    static Settings settings(String... args) {
        var settings = Settings.defaults().withPort(8089);
        var rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            var option = rest.remove();
            settings = switch (option) {
                case "--any-key" -> settings.withAnyKey();
                case "--port" -> settings.withPort(Integer.parseInt(value(option, rest)));
                case "--state" -> settings.withState(Path.of(value(option, rest)));
                case "--host" -> settings.withHost(value(option, rest));
                case "--speed" ->
                    settings.withBehaviour(settings.behaviour().withSpeed(Double.parseDouble(value(option, rest))));
                default -> throw new IllegalArgumentException("unknown option " + option);
            };
        }
        return settings;
    }

    private static String value(String option, ArrayDeque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove();
    }
}
