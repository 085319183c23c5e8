package dev.ringback.rules;

import dev.ringback.calls.lawful.clocks.UnreadableZonesException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Answers {@code ./ringback check}: would a rules file be accepted, and is it what was meant. It checks by itself, or has a
 * running service check.
 */
public final class CheckMain {
    private static final String USAGE = """
            ./ringback check [FILE] [OPTIONS]
              FILE            the rules file; by default that of ringback.rules (RINGBACK_RULES), else rules.yaml
              --url URL       have a running service check it, by its sources, stored events and the Hub
              --token TOKEN   with --url: an API token of any role; RINGBACK_TOKEN if not said, else the demo's
              --strict        end with 1 also if there are warnings
            Without --url nothing runs but this command. It checks the Hub's agents and numbers if KATAVEN_API_KEY is set,
            and sources if ringback.sources are set in the environment.
            It ends with 0 if the file would be accepted, with 1 if it has errors or failed tests, and with 2 if it could
            not be checked.
            """;

    private static final int FINE = 0;
    private static final int WRONG = 1;
    private static final int UNCHECKED = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final Config config;

    private CheckMain(PrintStream out, PrintStream err, Config config) {
        this.out = out;
        this.err = err;
        this.config = config;
    }

    public static void main(String[] arguments) {
        System.exit(
                run(List.of(arguments), ConfigProvider.getConfig(), InstantSource.system(), System.out, System.err));
    }

    /** Runs the command and returns its exit code. */
    static int run(List<String> arguments, Config config, InstantSource clock, PrintStream out, PrintStream err) {
        return new CheckMain(out, err, config).run(arguments, clock);
    }

    /** Holds what the arguments ask for. */
    private static final class Question {
        private String file;
        private String url;
        private String token;
        private boolean isStrict;

        /** @throws IllegalArgumentException with the mistake and the cure in words */
        static Question parse(List<String> arguments) {
            Question question = new Question();
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                int equals = argument.indexOf('=');
                if (argument.equals("--strict")) {
                    question.isStrict = true;
                } else if (!argument.startsWith("-")) {
                    question.file(argument);
                } else if (equals > 0) {
                    question.option(argument.substring(0, equals), argument.substring(equals + 1));
                } else if (i + 1 == arguments.size()) {
                    throw new IllegalArgumentException(argument + " needs a value, or is not known; see --help");
                } else {
                    question.option(argument, arguments.get(++i));
                }
            }
            if (question.token != null && question.url == null) {
                throw new IllegalArgumentException("--token goes with --url; see --help");
            }
            return question;
        }

        private void file(String argument) {
            if (file != null) {
                throw new IllegalArgumentException("there are two files; check one at a time");
            }
            file = argument;
        }

        private void option(String name, String value) {
            switch (name) {
                case "--url" -> url = value;
                case "--token" -> token = value;
                default -> throw new IllegalArgumentException("there is no option " + name + "; see --help");
            }
        }
    }

    private int run(List<String> arguments, InstantSource clock) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return FINE;
        }
        try {
            Question question = Question.parse(arguments);
            String name = Optional.ofNullable(question.file)
                    .or(() -> config.getOptionalValue("ringback.rules", String.class))
                    .orElse("rules.yaml");
            String text = text(Path.of(name));
            return question.url == null
                    ? checkHere(name, text, clock, question.isStrict)
                    : checkThere(name, text, question);
        } catch (IOException e) {
            return fail(e.getMessage());
        } catch (IllegalArgumentException
                | IllegalStateException
                | UnreadableZonesException
                | RunningService.UnansweredException e) {
            return fail(e.getMessage());
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private int fail(String why) {
        err.println("ringback: " + why);
        return UNCHECKED;
    }

    private int checkHere(String name, String text, InstantSource clock, boolean isStrict) {
        Path folder = Path.of(name).toAbsolutePath().getParent();
        StandaloneCheck check = StandaloneCheck.of(
                text,
                config,
                clock,
                Optional.of((rules, files) -> RuleTests.standalone().run(rules, files)),
                file -> bytes(folder.resolve(file)));
        List<String> notes = new ArrayList<>(check.notes());
        notes.add("time zone data " + check.zones().version() + " of "
                + check.zones().date());
        return tell(name, check.report(), notes, isStrict);
    }

    private static Optional<byte[]> bytes(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // the test says which file it lacks
        }
    }

    private int checkThere(String name, String text, Question question)
            throws IOException, RunningService.UnansweredException {
        String token = Optional.ofNullable(question.token)
                .or(() -> config.getOptionalValue("RINGBACK_TOKEN", String.class))
                .orElse("demo");
        Path folder = Path.of(name).toAbsolutePath().getParent();
        Map<String, String> files = new LinkedHashMap<>();
        for (String file : eventFiles(text)) {
            if (Files.isRegularFile(folder.resolve(file))) {
                files.put(file, text(folder.resolve(file)));
            }
        }
        return tell(name, new RunningService(question.url, token).check(text, files), List.of(), question.isStrict);
    }

    /** Returns the names of the files that the tests take events from; none of them lies outside the file's folder. */
    private static List<String> eventFiles(String text) {
        FileOutline outline = FileOutline.of(text);
        List<String> names = new ArrayList<>();
        for (int test = 0; test < outline.size("tests"); test++) {
            String events = "tests/" + test + "/events";
            for (int i = 0; i < outline.size(events); i++) {
                String event = events + "/" + i;
                outline.text(event)
                        .or(() -> outline.text(event + "/file"))
                        .filter(TestReader::isFile)
                        .ifPresent(names::add);
            }
        }
        return names;
    }

    private int tell(String name, CheckReport report, List<String> notes, boolean isStrict) {
        report.errors().forEach(error -> out.println(line(name, "error", error)));
        report.warnings().forEach(warning -> out.println(line(name, "warning", warning)));
        report.tests()
                .forEach(test -> out.println(
                        test.passed() ? "ok      " + test.name() : "FAILED  " + test.name() + detail(test.detail())));
        notes.forEach(note -> out.println("note: " + note));
        boolean isRefused =
                !report.errors().isEmpty() || isStrict && !report.warnings().isEmpty();
        out.println(name + ": " + (isRefused ? "refused" : "accepted") + ", "
                + count(report.errors().size(), "error") + ", "
                + count(report.warnings().size(), "warning") + ", "
                + count(report.tests().size(), "test"));
        return isRefused ? WRONG : FINE;
    }

    private static String line(String name, String severity, CheckReport.Problem problem) {
        return name + ":" + problem.line() + ":" + problem.column() + ": " + severity + ": " + problem.message();
    }

    private static String detail(String detail) {
        return detail == null || detail.isBlank() ? "" : ": " + detail;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
