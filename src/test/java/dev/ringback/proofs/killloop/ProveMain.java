package dev.ringback.proofs.killloop;

import dev.ringback.platform.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** {@code ./ringback prove}: the kill loop, and its certificate on standard output. */
public final class ProveMain {
    private static final int NOT_PROVED = 1;
    private static final int WRONG_ARGUMENTS = 2;
    private static final int COULD_NOT_RUN = 3;

    private ProveMain() {}

    /** Exits with 0 where the balance holds, 1 where it does not, 2 for wrong arguments, 3 where it could not run. */
    public static void main(String... args) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            IO.print(Options.HELP);
            return;
        }
        // Set before the first logger exists: the class path is Quarkus's, whose logging needs this manager.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        try {
            Options options = Options.of(List.of(args));
            Certificate certificate = KillLoop.run(options);
            IO.print(certificate.text());
            if (options.json() != null) {
                Files.writeString(options.json(), certificate.json());
            }
            System.exit(certificate.holds() ? 0 : NOT_PROVED);
        } catch (IllegalArgumentException e) {
            System.err.println("ringback prove: " + e.getMessage() + "\n\n" + Options.HELP);
            System.exit(WRONG_ARGUMENTS);
        } catch (IOException | UncheckedIOException | IllegalStateException | EmbeddedPostgres.NotStartedException e) {
            System.err.println("ringback prove: it could not run: " + e.getMessage());
            System.exit(COULD_NOT_RUN);
        }
    }
}
