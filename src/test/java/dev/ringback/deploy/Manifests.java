package dev.ringback.deploy;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of deploy/, one object each, as trees of maps and lists. */
final class Manifests {
    private static final Path DEPLOY = Path.of("deploy");

    private Manifests() {}

    static List<String> yamlFiles() {
        try (var files = Files.walk(DEPLOY)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .map(file -> DEPLOY.relativize(file).toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String file) {
        try {
            return Files.readString(DEPLOY.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails on a second document, which the tests would not see. */
    static Object read(String file) {
        return new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(text(file));
    }

    static Properties properties(String file) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /** What is at the path, or null where it ends early. */
    static Object at(Object node, String... path) {
        for (var key : path) {
            node = node instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return node;
    }

    static List<?> items(Object node, String... path) {
        return at(node, path) instanceof List<?> list ? list : List.of();
    }
}
