package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.Explanation.HeldBy;
import dev.ringback.calls.lawful.Explanation.PackView;
import dev.ringback.calls.lawful.clocks.UnreadableZonesException;
import dev.ringback.platform.Rfc3339;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Answers {@code ./ringback when}: may a person be rung, when next, and by which rule. Works without a database, so it knows
 * no black-outs; {@code GET /api/v1/when} of a running service does.
 */
public final class WhenMain {
    private static final String USAGE = """
            ./ringback when NUMBER [OPTIONS]
              NUMBER          +12025550123, or a national number with --region
              --region TEXT   the number's country, such as US
              --place TEXT    where the person is, such as US-CA or California; may come several times
              --postal TEXT   the person's postal code
              --zone TEXT     the person's time zone, such as America/Los_Angeles
              --at TIME       the instant, such as 2026-11-28T18:00:00Z; by default now
            It ends with 0 if the person may be rung at that instant, with 1 if not, and with 2 if it could not be told.
            Settings are read from the environment, such as RINGBACK_HOURS_PRESET=strict. Black-outs of a running service
            are not known here: ask GET /api/v1/when for them.
            """;

    private static final int ALLOWED = 0;
    private static final int NOT_ALLOWED = 1;
    private static final int UNKNOWN = 2;
    private static final Pattern OPTION = Pattern.compile("--|-\\p{L}");
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm xxx", Locale.ENGLISH);

    private final PrintStream out;
    private final PrintStream err;

    private WhenMain(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), InstantSource.system(), System.out, System.err));
    }

    /** Runs the command and returns its exit code. */
    static int run(List<String> arguments, InstantSource clock, PrintStream out, PrintStream err) {
        return new WhenMain(out, err).run(arguments, clock);
    }

    /** Holds the question that the arguments ask. */
    private static final class Question {
        private String number;
        private String region = "";
        private final List<String> places = new ArrayList<>();
        private String postal;
        private String zone;
        private Instant at;

        /** @throws IllegalArgumentException with the mistake and the cure in words */
        static Question parse(List<String> arguments, Instant now) {
            Question question = new Question();
            question.at = now;
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                int equals = argument.indexOf('=');
                if (!OPTION.matcher(argument).lookingAt()) {
                    question.number(argument);
                } else if (equals > 0) {
                    question.option(argument.substring(0, equals), argument.substring(equals + 1));
                } else if (i + 1 == arguments.size()) {
                    throw new IllegalArgumentException(argument + " needs a value, or is not known; see --help");
                } else {
                    question.option(argument, arguments.get(++i));
                }
            }
            if (question.number == null) {
                throw new IllegalArgumentException("a number is missing; see --help");
            }
            return question;
        }

        private void number(String argument) {
            if (number != null) {
                throw new IllegalArgumentException("there are two numbers; put a number with blanks in quotes");
            }
            number = argument;
        }

        private void option(String name, String value) {
            switch (name) {
                case "--region" -> region = value;
                case "--place" -> places.add(value);
                case "--postal" -> postal = value;
                case "--zone" -> zone = value;
                case "--at" -> at = time(value);
                default -> throw new IllegalArgumentException("there is no option " + name + "; see --help");
            }
        }

        private static Instant time(String value) {
            try {
                return Rfc3339.parse(value);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("--at is an RFC 3339 time, such as 2026-11-28T18:00:00Z", e);
            }
        }
    }

    private int run(List<String> arguments, InstantSource clock) {
        if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return arguments.isEmpty() ? UNKNOWN : ALLOWED;
        }
        try {
            Question question = Question.parse(arguments, clock.instant());
            StandaloneHours hours = StandaloneHours.read(clock);
            return switch (hours.asked()
                    .when(
                            question.number,
                            question.region,
                            question.places,
                            question.postal,
                            question.zone,
                            question.at)) {
                case WhenAsked.Answer.Unreadable(var why) -> fail(why);
                case WhenAsked.Answer.Found(var when) -> tell(when, question.at, hours.zones());
            };
        } catch (IllegalArgumentException | IllegalStateException | UnreadableZonesException e) {
            return fail(e.getMessage());
        }
    }

    private int fail(String why) {
        err.println("ringback: " + why);
        return UNKNOWN;
    }

    private int tell(When when, Instant at, Zones zones) {
        out.println(when.number().e164() + " (" + when.country() + ") at " + at + ": "
                + (when.allowed() ? "may be rung" : "must not be rung"));
        out.println("  because  " + when.reason());
        if (when.next() != null) {
            out.println("  "
                    + (when.allowed()
                            ? "until    " + times(when, when.until(), zones)
                            : "next     " + times(when, when.next(), zones)));
        } else {
            out.println("  next     no time within 60 days");
        }
        for (HeldBy zone : when.zones()) {
            out.println("  zone     " + zone.zone() + (zone.place() == null ? "" : ", " + zone.place()) + ", by "
                    + zone.from());
        }
        for (PackView pack : when.packs()) {
            out.println("  law      " + pack.code() + " (" + pack.status() + "): " + pack.rule() + " [" + pack.source()
                    + "]");
            if (pack.disclosure() != null) {
                out.println("           say: " + pack.disclosure());
            }
        }
        when.notes().forEach(note -> out.println("  note     " + note));
        out.println("  clocks   time zone data " + zones.version() + " of " + zones.date()
                + "; black-outs of a running service are not known here");
        return when.allowed() ? ALLOWED : NOT_ALLOWED;
    }

    /** Returns an instant in UTC and by the first clock that holds the person. */
    private static String times(When when, Instant at, Zones zones) {
        String id = when.zones().getFirst().zone();
        OffsetDateTime local = zones.zone(id)
                .map(zone -> at.atOffset(zone.rules().getOffset(at)))
                .orElseThrow();
        return at + " (" + local.format(LOCAL) + " in " + id + ")";
    }
}
