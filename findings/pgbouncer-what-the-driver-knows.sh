#!/usr/bin/env bash
# Package: Debian 12's PgBouncer (pgbouncer 1.18.0-1+deb12u1) in transaction mode, pgjdbc 42.7.13
#          (org.postgresql:postgresql), PostgreSQL 18.6 (io.zonky.test.postgres, 18.6.0)
# Guess:   PGConnection.getBackendPID() is the process id of a server session, to be found in pg_stat_activity. An
#          "options" parameter in the address, such as -c statement_timeout=3000, sets the session's timeout, or the
#          connection is refused.
# Seen:    The driver's id is a number that PgBouncer made up, often negative; pg_stat_activity has no such session,
#          and pg_backend_pid() gives another. "options" is refused as an unsupported start-up parameter; once it is in
#          ignore_startup_parameters, as is often advised, the connection opens and the timeout is silently 0.
#          ApplicationName, which is a start-up parameter too, arrives.
# Source:  pgbouncer/pgbouncer pull requests 878 and 908: since 1.20 the options that PgBouncer tracks are read, so a
#          newer one differs in words; none found for the driver's id
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the packages could not be fetched, as outside Debian 12.
set -euo pipefail

sed -n '2,/^# Exit:/s/^# //p' "$0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $(uname -m) in aarch64) arch=arm64v8 ;; *) arch=amd64 ;; esac
(cd "$work" && apt-get -qq download pgbouncer=1.18.0-1+deb12u1 libevent-2.1-7 libc-ares2 >"$work/log" 2>&1) ||
    { cat "$work/log"; exit 2; }
for package in "$work"/*.deb; do dpkg -x "$package" "$work"; done
export LD_LIBRARY_PATH="$work/usr/lib/$(uname -m)-linux-gnu"
cat >"$work/pom.xml" <<POM
<project>
 <modelVersion>4.0.0</modelVersion>
 <groupId>finding</groupId>
 <artifactId>finding</artifactId>
 <version>1</version>
 <packaging>pom</packaging>
 <dependencies>
  <dependency><groupId>io.zonky.test</groupId><artifactId>embedded-postgres</artifactId><version>2.2.2</version><exclusions><exclusion><groupId>io.zonky.test.postgres</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>
  <dependency><groupId>io.zonky.test.postgres</groupId><artifactId>embedded-postgres-binaries-linux-${arch}</artifactId><version>18.6.0</version></dependency>
  <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId><version>42.7.13</version></dependency>
  <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
 </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work/lib" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/Finding.java" <<'JAVA'
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

class Finding {
    private static final String OPTIONS = "&options=-c%20statement_timeout=3000";

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            int direct = postgres.getPort();
            expect("direct: the driver's id is the server's", true, isSame(direct));
            expect("direct: sessions with the driver's id", 1, sessions(direct));
            expect("direct: statement_timeout by options", "3s", show(direct, "statement_timeout", OPTIONS));
            try (Pooler pooler = new Pooler(direct, "extra_float_digits")) {
                expect("pooled: the driver's id is the server's", false, isSame(pooler.port));
                expect("pooled: sessions with the driver's id", 0, sessions(pooler.port));
                expect("pooled: application_name", "finding",
                        show(pooler.port, "application_name", "&ApplicationName=finding"));
                expect("pooled: statement_timeout by options", "FATAL: unsupported startup parameter: options",
                        show(pooler.port, "statement_timeout", OPTIONS));
            }
            try (Pooler pooler = new Pooler(direct, "extra_float_digits,options")) {
                expect("pooled, options ignored: statement_timeout by options", "0",
                        show(pooler.port, "statement_timeout", OPTIONS));
            }
        }
        System.exit(changed ? 1 : 0);
    }

    private static boolean isSame(int port) throws SQLException {
        try (Connection connection = connect(port, "")) {
            return String.valueOf(connection.unwrap(PGConnection.class).getBackendPID())
                    .equals(ask(connection, "SELECT pg_backend_pid()"));
        }
    }

    private static String sessions(int port) throws SQLException {
        try (Connection connection = connect(port, "")) {
            return ask(connection, "SELECT count(*) FROM pg_stat_activity WHERE pid = "
                    + connection.unwrap(PGConnection.class).getBackendPID());
        }
    }

    private static String show(int port, String setting, String parameter) {
        try (Connection connection = connect(port, parameter)) {
            return ask(connection, "SHOW " + setting);
        } catch (SQLException e) {
            return e.getMessage();
        }
    }

    private static Connection connect(int port, String parameter) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port
                + "/postgres?user=postgres&sslmode=disable&gssEncMode=disable" + parameter);
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** A PgBouncer of Debian in this folder, before the PostgreSQL. It does not run as root. */
    private static class Pooler implements AutoCloseable {
        private final Process process;
        private final int port;

        Pooler(int postgres, String ignored) throws Exception {
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            Path home = Path.of("").toAbsolutePath();
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(home.resolve("users.txt"), "\"postgres\" \"\"\n");
            Files.writeString(home.resolve("pgbouncer.ini"), """
                    [databases]
                    postgres = host=127.0.0.1 port=%d user=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = trust
                    auth_file = %s
                    pool_mode = transaction
                    ignore_startup_parameters = %s
                    """.formatted(postgres, port, home.resolve("users.txt"), ignored));
            List<String> command = new ArrayList<>(List.of(home.resolve("usr/sbin/pgbouncer").toString()));
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("-u", "nobody"));
            }
            command.add(home.resolve("pgbouncer.ini").toString());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            for (int tries = 0; tries < 100 && process.isAlive() && !answers(); tries++) {
                Thread.sleep(100);
            }
        }

        private boolean answers() {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    private static boolean changed;

    private static void expect(String what, Object written, Object seen) {
        boolean same = String.valueOf(written).equals(String.valueOf(seen));
        changed |= !same;
        System.out.println((same ? "as written  " : "CHANGED     ") + what + ": " + seen
                + (same ? "" : " (written here: " + written + ")"));
    }
}
JAVA
cd "$work"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Djava.io.tmpdir="$work" -cp "$work/lib/*" Finding.java
