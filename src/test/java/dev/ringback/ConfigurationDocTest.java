package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages for operators name the settings that the code reads, with the defaults that it has. */
class ConfigurationDocTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path PROPERTIES = Path.of("src/main/resources/application.properties");
    private static final Path PAGE = Path.of("docs/CONFIGURATION.md");
    private static final List<Path> OTHERS = List.of(Path.of("docs/OPERATING.md"), Path.of("README.md"));

    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([a-z.-]+)\"\\)");
    private static final Pattern INJECTED = Pattern.compile(
            "@ConfigProperty\\(\\s*name = \"(ringback\\.[a-z.-]+)\"(?:,\\s*defaultValue = \"([^\"]*)\")?");
    private static final Pattern ASKED = Pattern.compile("get(?:Optional)?Value\\(\\s*\"(ringback\\.[a-z.-]+)\"");
    private static final Pattern PROPERTY = Pattern.compile("(?m)^((?:ringback|quarkus)\\.[^=\\s]+)=(.*)$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `((?:ringback|quarkus)\\.[^`]+)` \\|(.*)\\|$");
    private static final Pattern MENTION = Pattern.compile("`(ringback\\.[a-zA-Z.-]+)`");
    private static final Pattern VARIABLE = Pattern.compile("\\bRINGBACK_[A-Z0-9_]+");

    /** Variables of commands, which are no settings of the service. */
    private static final Set<String> OF_COMMANDS = Set.of("RINGBACK_PROVE_DATABASE_PASSWORD", "RINGBACK_TOKEN");

    /** Every key that the code reads, with its default; empty where it has none. */
    private final Map<String, Optional<String>> read = keys();

    @Test
    void everySettingIsOnThePageWithItsDefault() {
        Map<String, String> rows = rows(5, 1);
        assertThat(read).hasSizeGreaterThan(70).allSatisfy((key, standard) -> {
            assertThat(rows).as("docs/CONFIGURATION.md lacks a row").containsKey(key);
            assertThat(rows.get(key))
                    .as(key)
                    .matches(standard.map(Pattern::quote)
                            .map(value -> "`" + value + "`")
                            .orElse("none(: required)?"));
        });
    }

    @Test
    void everySettingOnThePagesExists() {
        assertThat(rows(5, 1).keySet()).isEqualTo(read.keySet());
        assertThat(Stream.concat(Stream.of(PAGE), OTHERS.stream()))
                .allSatisfy(
                        page -> assertThat(MENTION.matcher(text(page)).results().map(found -> found.group(1)))
                                .filteredOn(name -> !name.endsWith(".yaml"))
                                .isSubsetOf(read.keySet()));
    }

    @Test
    void everyEnvironmentVariableOnThePagesIsASetting() {
        List<Pattern> variables = read.keySet().stream()
                .map(key -> Pattern.compile("RINGBACK_"
                        + key.substring("ringback.".length())
                                .replace("NAME", "\0")
                                .toUpperCase(Locale.ROOT)
                                .replaceAll("[^A-Z0-9\0]", "_")
                                .replace("\0", "[A-Z0-9]+")))
                .toList();
        assertThat(Stream.concat(Stream.of(PAGE), OTHERS.stream()))
                .allSatisfy(page -> assertThat(
                                VARIABLE.matcher(text(page)).results().map(MatchResult::group))
                        .filteredOn(name -> !OF_COMMANDS.contains(name))
                        .allMatch(name -> variables.stream()
                                .anyMatch(variable -> variable.matcher(name).matches())));
    }

    @Test
    void everySettingOfQuarkusThatTheProductFixesIsOnThePage() {
        Map<String, String> rows = rows(4, 0);
        assertThat(properties("quarkus."))
                .hasSizeGreaterThan(30)
                .allSatisfy((key, value) -> assertThat(rows).containsEntry(key, "`" + value + "`"));
    }

    // --- What the page says

    /** The cell at an index, by the setting that its row begins with; only rows of so many cells. */
    private static Map<String, String> rows(int cells, int index) {
        Map<String, String> rows = new TreeMap<>();
        ROW.matcher(text(PAGE)).results().forEach(row -> {
            String[] others = row.group(2).split("\\|", -1);
            if (others.length == cells - 1) {
                rows.put(row.group(1), others[index].strip());
            }
        });
        return rows;
    }

    // --- What the code reads

    private static Map<String, Optional<String>> keys() {
        Map<String, Optional<String>> keys = new TreeMap<>();
        for (Path source : sources()) {
            String text = text(source);
            MAPPING.matcher(text).results().forEach(mapping -> keys.putAll(ofMapping(type(source), mapping.group(1))));
            INJECTED.matcher(text)
                    .results()
                    .filter(found -> !keys.containsKey(found.group(1)))
                    .forEach(found -> keys.put(found.group(1), Optional.ofNullable(found.group(2))));
            ASKED.matcher(text).results().forEach(found -> keys.putIfAbsent(found.group(1), Optional.empty()));
        }
        properties("ringback.").forEach((key, value) -> {
            assertThat(keys)
                    .as("application.properties sets what nothing reads")
                    .containsKey(key);
            keys.put(key, value.startsWith("${") ? Optional.empty() : Optional.of(value));
        });
        return keys;
    }

    private static List<Path> sources() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> type(Path source) {
        String name = SOURCES.relativize(source).toString().replace('/', '.').replaceAll("\\.java$", "");
        try {
            Class<?> type = Class.forName(name);
            assertThat(type).hasAnnotation(ConfigMapping.class);
            return type;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Optional<String>> ofMapping(Class<?> mapping, String prefix) {
        Map<String, Optional<String>> keys = new HashMap<>();
        for (Method setting : mapping.getDeclaredMethods()) {
            if (!setting.isSynthetic()) {
                keys.putAll(ofValue(setting.getGenericReturnType(), setting, prefix + nameOf(setting)));
            }
        }
        return keys;
    }

    private static String nameOf(Method setting) {
        if (setting.isAnnotationPresent(WithParentName.class)) {
            return "";
        }
        WithName given = setting.getAnnotation(WithName.class);
        return "."
                + (given != null
                        ? given.value()
                        : setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
    }

    /** A map has a name of the operator's in its keys; an interface of ours has settings of its own. */
    private static Map<String, Optional<String>> ofValue(Type type, Method setting, String key) {
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            return ofValue(map.getActualTypeArguments()[1], setting, key + ".NAME");
        }
        if (type instanceof Class<?> group
                && group.isInterface()
                && group.getName().startsWith("dev.ringback.")) {
            return ofMapping(group, key);
        }
        WithDefault standard = setting.getAnnotation(WithDefault.class);
        return Map.of(key, Optional.ofNullable(standard).map(WithDefault::value));
    }

    /** What every profile has. */
    private static Map<String, String> properties(String prefix) {
        return PROPERTY.matcher(text(PROPERTIES))
                .results()
                .filter(line -> line.group(1).startsWith(prefix))
                .collect(Collectors.toMap(
                        line -> line.group(1), line -> line.group(2).strip()));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
