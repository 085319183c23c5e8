package dev.ringback.platform;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A real PostgreSQL for the tests, the same embedded one as the demo's, and a free port for the emulated Hub. The
 * service's settings are those of {@code /service.properties}, or of the resource named by the argument {@code settings}.
 */
public class PostgresResource implements QuarkusTestResourceLifecycleManager {
    private static final String USUAL_SETTINGS = "/service.properties";

    private EmbeddedPostgres postgres;
    private Path directory;
    private String settings = USUAL_SETTINGS;

    @Override
    public void init(Map<String, String> arguments) {
        settings = arguments.getOrDefault("settings", USUAL_SETTINGS);
    }

    /** A class's own settings come after the shared ones, and win. */
    @Override
    public int order() {
        return settings.equals(USUAL_SETTINGS) ? 0 : 1;
    }

    @Override
    public Map<String, String> start() {
        try {
            directory = DatabaseFiles.newDirectory("ringback-test");
            postgres = EmbeddedPostgres.start(directory);
            Map<String, String> all = settings();
            all.put("quarkus.datasource.jdbc.url", postgres.jdbcUrl());
            all.put("quarkus.datasource.username", postgres.username());
            all.put("quarkus.datasource.password", postgres.password());
            all.put("ringback.hub.emulator.port", Integer.toString(freePort()));
            all.put("ringback.alerts.webhook.url", "http://localhost:" + freePort() + "/alerts"); // nobody is there yet
            all.put("ringback.alerts.webhook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sources, tokens and the clock of the service under test. */
    private Map<String, String> settings() throws IOException {
        Properties properties = new Properties();
        try (InputStream file = PostgresResource.class.getResourceAsStream(settings)) {
            properties.load(file);
        }
        Map<String, String> all = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
        return all;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void stop() {
        if (postgres != null) {
            postgres.close();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
