package dev.ringback.proofs.killloop;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a kill loop is started with.
 *
 * @param length how long there is load and chaos
 * @param seed what load and chaos are drawn from
 * @param rate stories begun a second
 * @param only the acts to make again and again; empty for all
 * @param given the user's PostgreSQL; null for an embedded one
 * @param json where the certificate goes as JSON too; null for nowhere
 * @param keep whether logs, ledger and database stay although all is well
 */
record Options(
        Duration length,
        long seed,
        int replicas,
        int rate,
        List<ChaosAction> only,
        Given given,
        Path json,
        boolean keep) {
    static final String HELP = """
            Kills replicas, PostgreSQL and the emulated Hub at random under load, silences connections, exhausts the
            pool, makes the database read-only, copies it and takes the Hub away. Then it balances the Hub's ring ledger
            with what was accepted. From 12 minutes on it also measures how soon calls are placed again after each of
            five troubles. No phone can ring.

            ./ringback prove --minutes N [OPTIONS]

              --minutes N               how long to kill: 1 to 480
              --seed S                  repeat a run's draws; printed by each run
              --replicas N              processes of the service, 1 to 8 (default 2)
              --rate N                  stories begun a second (default 8); it waits where the service lags
              --only ACT[,ACT…]         make only these, in turn, each at full length:
                                        %s
              --database-url jdbc:…     your PostgreSQL instead of an embedded one: a schema ringback_prove_… is made in
                                        it, and dropped if all is well; nothing else in it is read or changed
              --database-user NAME
              --database-password TEXT  or RINGBACK_PROVE_DATABASE_PASSWORD in the environment
              --json FILE               write the certificate as JSON too
              --keep                    keep logs, ledger and database although all is well
              --help                    this text
            """.formatted(
                    String.join(",\n" + " ".repeat(28), ChaosAction.options().split(", (?=silent|frozen|copied)")));

    private static final int LONGEST_MINUTES = 480; // the service's clock starts at ten, the window closes at eight
    private static final int MOST_REPLICAS = 8;
    private static final int HIGHEST_RATE = 1000;
    private static final String KEEP = "--keep";
    private static final Set<String> KNOWN = Set.of(
            "--minutes",
            "--seed",
            "--replicas",
            "--rate",
            "--only",
            "--database-url",
            "--database-user",
            "--database-password",
            "--json",
            KEEP);

    /** A PostgreSQL that is there already. */
    record Given(String url, String user, String password) {
        @Override
        public String toString() {
            return url; // without the password
        }
    }

    /** Reads a command line; throws IllegalArgumentException with what is wrong with it. */
    static Options of(List<String> args) {
        Map<String, String> said = pairs(new ArrayDeque<>(args));
        if (!said.containsKey("--minutes")) {
            throw new IllegalArgumentException("--minutes is missing");
        }
        String password = said.getOrDefault("--database-password", System.getenv("RINGBACK_PROVE_DATABASE_PASSWORD"));
        String seed = said.get("--seed");
        String json = said.get("--json");
        Given given = given(said.get("--database-url"), said.getOrDefault("--database-user", ""), password);
        return new Options(
                Duration.ofMinutes(number(said, "--minutes", 0, LONGEST_MINUTES)),
                seed == null ? new SecureRandom().nextInt(1_000_000_000) : Long.parseLong(seed),
                number(said, "--replicas", 2, MOST_REPLICAS),
                number(said, "--rate", 8, HIGHEST_RATE),
                only(said.get("--only"), given),
                given,
                json == null ? null : Path.of(json),
                said.containsKey(KEEP));
    }

    private static Map<String, String> pairs(ArrayDeque<String> rest) {
        Map<String, String> pairs = new HashMap<>();
        while (!rest.isEmpty()) {
            String option = rest.remove();
            if (!KNOWN.contains(option)) {
                throw new IllegalArgumentException("unknown option " + option);
            }
            if (!option.equals(KEEP) && rest.isEmpty()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            pairs.put(option, option.equals(KEEP) ? "" : rest.remove());
        }
        return pairs;
    }

    private static List<ChaosAction> only(String acts, Given given) {
        List<ChaosAction> only = acts == null
                ? List.of()
                : Arrays.stream(acts.split(",")).map(ChaosAction::named).toList();
        for (ChaosAction act : only) {
            if (given != null && act.needsOwnServer()) {
                throw new IllegalArgumentException(act.option() + " is not done to a server of yours");
            }
        }
        return only;
    }

    private static Given given(String url, String user, String password) {
        if (url == null) {
            return null;
        }
        if (!url.startsWith("jdbc:postgresql:") || url.contains("currentSchema")) {
            throw new IllegalArgumentException(
                    "--database-url is like jdbc:postgresql://host:5432/database and names no schema");
        }
        return new Given(url, user, password == null ? "" : password);
    }

    private static int number(Map<String, String> said, String option, int otherwise, int most) {
        int number = Integer.parseInt(said.getOrDefault(option, Integer.toString(otherwise)));
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(option + " is a number from 1 to " + most);
        }
        return number;
    }
}
