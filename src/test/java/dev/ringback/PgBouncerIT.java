package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.platform.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service works behind a PgBouncer in transaction mode with the usual configuration. The test is skipped where none
 * is installed; {@code -Dringback.pgbouncer} names a binary.
 */
class PgBouncerIT {
    @TempDir
    Path directory;

    private static Path binary() {
        List<Path> places = new ArrayList<>();
        String named = System.getProperty("ringback.pgbouncer");
        if (named != null) {
            places.add(Path.of(named));
        } else {
            places.add(Path.of("/usr/sbin/pgbouncer"));
            Stream.of(System.getenv("PATH").split(":"))
                    .map(folder -> Path.of(folder, "pgbouncer"))
                    .forEach(places::add);
        }
        return places.stream().filter(Files::isExecutable).findFirst().orElse(null);
    }

    @Test
    void startsRingsAndListensToNobody() throws Exception {
        Path pgbouncer = binary();
        assumeTrue(pgbouncer != null, "no pgbouncer is installed: apt-get install pgbouncer, or -Dringback.pgbouncer");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("data"));
                Processes.Running hub = Processes.hub(directory.resolve("hub"));
                Pooler pooler = new Pooler(pgbouncer, postgres)) {
            run(postgres, "ALTER ROLE postgres SET synchronous_commit = off");
            Map<String, String> environment = StripeSender.environment(hub);
            environment.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:" + pooler.port + "/postgres");
            environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
            try (Processes.Running service = Processes.service(environment)) {
                StripeSender stripe = new StripeSender(service);
                for (int i = 0; i < 20; i++) { // more often than a statement runs before the driver names it
                    assertThat(stripe.deliver("in_" + i, "+120255501%02d".formatted(60 + i)))
                            .isEqualTo(200);
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> StripeSender.rings(hub) == 20);
                assertThat(service.printed())
                        .contains("other replicas are not heard behind a pooler", "a pooler stands before the database")
                        .doesNotContain("prepared statement", "\"level\":\"ERROR\"");
            }
        }
    }

    private static void run(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A PgBouncer before a PostgreSQL. It does not run as root. */
    private static final class Pooler implements AutoCloseable {
        private final Process process;
        private final int port;

        private Pooler(Path binary, EmbeddedPostgres postgres) throws IOException {
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            Path home = Files.createTempDirectory("ringback-pgbouncer");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(home.resolve("users.txt"), "\"postgres\" \"\"\n");
            Path settings = Files.writeString(home.resolve("pgbouncer.ini"), """
                    [databases]
                    postgres = host=127.0.0.1 port=%d dbname=postgres user=postgres password=%s
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = trust
                    auth_file = %s
                    pool_mode = transaction
                    default_pool_size = 8
                    """.formatted(
                    URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort(),
                    postgres.password(),
                    port,
                    home.resolve("users.txt")));
            List<String> command = new ArrayList<>(List.of(binary.toString()));
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("-u", "nobody"));
            }
            command.add(settings.toString());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("log").toFile())
                    .start();
            await("PgBouncer, which logs to " + home)
                    .atMost(Duration.ofSeconds(20))
                    .failFast(() -> !process.isAlive())
                    .ignoreExceptions()
                    .until(this::answers);
        }

        private boolean answers() throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
