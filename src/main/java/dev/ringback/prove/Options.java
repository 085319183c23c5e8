package dev.ringback.prove;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What a kill loop is started with.
 *
 * @param length how long there is load and chaos
 * @param seed what load and chaos are drawn from
 * @param rate stories begun a second
 * @param given the user's PostgreSQL; null for an embedded one
 * @param json where the certificate goes as JSON too; null for nowhere
 * @param keep whether logs, ledger and database stay although all is well
 */
record Options(Duration length, long seed, int replicas, int rate, Given given, Path json, boolean keep) {
    static final String HELP = """
            Kills replicas, PostgreSQL and the emulated Hub at random under load, then balances the Hub's ring ledger
            with what was accepted. No phone can ring.

            ./ringback prove --minutes N [OPTIONS]

              --minutes N               how long to kill: 1 to 480
              --seed S                  repeat a run's draws; printed by each run
              --replicas N              processes of the service, 1 to 8 (default 2)
              --rate N                  stories begun a second (default 8); it waits where the service lags
              --database-url jdbc:…     your PostgreSQL instead of an embedded one: a schema ringback_prove_… is made in
                                        it, and dropped if all is well; nothing else in it is read or changed
              --database-user NAME
              --database-password TEXT  or RINGBACK_PROVE_DATABASE_PASSWORD in the environment
              --json FILE               write the certificate as JSON too
              --keep                    keep logs, ledger and database although all is well
              --help                    this text
            """;

    private static final int LONGEST_MINUTES = 480; // the service's clock starts at ten, the window closes at eight
    private static final int MOST_REPLICAS = 8;

    /** A PostgreSQL that is there already. */
    record Given(String url, String user, String password) {
        @Override
        public String toString() {
            return url; // without the password
        }
    }

    /** Reads a command line; throws IllegalArgumentException with what is wrong with it. */
    static Options of(List<String> args) {
        ArrayDeque<String> rest = new ArrayDeque<>(args);
        Integer minutes = null;
        long seed = new SecureRandom().nextInt(1_000_000_000);
        int replicas = 2;
        int rate = 8;
        String url = null;
        String user = null;
        String password = System.getenv("RINGBACK_PROVE_DATABASE_PASSWORD");
        Path json = null;
        boolean keep = false;
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--minutes" -> minutes = number(option, rest, LONGEST_MINUTES);
                case "--seed" -> seed = Long.parseLong(value(option, rest));
                case "--replicas" -> replicas = number(option, rest, MOST_REPLICAS);
                case "--rate" -> rate = number(option, rest, 1000);
                case "--database-url" -> url = value(option, rest);
                case "--database-user" -> user = value(option, rest);
                case "--database-password" -> password = value(option, rest);
                case "--json" -> json = Path.of(value(option, rest));
                case "--keep" -> keep = true;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (minutes == null) {
            throw new IllegalArgumentException("--minutes is missing");
        }
        return new Options(Duration.ofMinutes(minutes), seed, replicas, rate, given(url, user, password), json, keep);
    }

    private static Given given(String url, String user, String password) {
        if (url == null) {
            return null;
        }
        if (!url.startsWith("jdbc:postgresql:") || url.contains("currentSchema")) {
            throw new IllegalArgumentException(
                    "--database-url is like jdbc:postgresql://host:5432/database and names no schema");
        }
        return new Given(url, user == null ? "" : user, password == null ? "" : password);
    }

    private static String value(String option, ArrayDeque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove();
    }

    private static int number(String option, ArrayDeque<String> rest, int most) {
        int number = Integer.parseInt(value(option, rest));
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(option + " is a number from 1 to " + most);
        }
        return number;
    }
}
