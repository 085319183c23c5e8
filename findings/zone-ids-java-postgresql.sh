#!/usr/bin/env bash
# Package: java.time of the JDK that runs this (seen with 17.0.15 and 25.0.3), PostgreSQL 18.6 (io.zonky.test.postgres,
#          18.6.0), pgjdbc 42.7.13
# Guess:   A zone id that ZoneId.of accepts and PostgreSQL accepts is the same zone: AT TIME ZONE with ZoneId.getId()
#          as its parameter is safe.
# Seen:    Each offset id of java.time is accepted by PostgreSQL with the sign turned round: +03:00, UTC+3, GMT+3 and
#          UTC+03:00 are three hours east in Java and three hours west there, in AT TIME ZONE and in SET TIME ZONE. A
#          literal '12:00+03' keeps Java's sign. EST, MST and HST, which PostgreSQL takes, are no zones for ZoneId.of,
#          and 13 zones SystemV/… of Java are not in pg_timezone_names.
# Source:  PostgreSQL's manual, appendix B.5, POSIX time zone specifications
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the packages could not be fetched.
set -euo pipefail

sed -n '2,/^# Exit:/s/^# //p' "$0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $(uname -m) in aarch64) arch=arm64v8 ;; *) arch=amd64 ;; esac
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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

class Finding {
    private static final String NOON = "2026-12-15T12:00:00Z";

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            for (String id : List.of("+03:00", "+3", "UTC+3", "GMT+3", "UT+3", "UTC+03:00")) {
                compare(connection, id, "+03:00", "-03:00");
            }
            compare(connection, "UTC-05:30", "-05:30", "+05:30");
            compare(connection, "Etc/GMT+3", "-03:00", "-03:00");
            compare(connection, "Asia/Riyadh", "+03:00", "+03:00");
            compare(connection, "EST", "ZoneRulesException", "-05:00");
            try (var statement = connection.createStatement()) {
                statement.execute("SET TIME ZONE '+03:00'");
                expect("SET TIME ZONE '+03:00', noon of UTC as text", "2026-12-15 09:00:00-03",
                        ask(connection, "SELECT CAST(CAST(? AS timestamptz) AS text)", NOON));
                expect("the literal 2026-12-15 12:00+03, as an instant", "2026-12-15 09:00:00",
                        ask(connection, "SELECT CAST(CAST(? AS timestamptz) AT TIME ZONE 'UTC' AS text)",
                                "2026-12-15 12:00+03"));
            }
            String ofJava = String.join(",", ZoneId.getAvailableZoneIds());
            expect("zones of Java that PostgreSQL does not list", "13 of 13 begin with SystemV/", ask(connection,
                    "SELECT count(*) FILTER (WHERE id LIKE 'SystemV/%') || ' of ' || count(*) || ' begin with SystemV/'"
                            + " FROM regexp_split_to_table(?, ',') id WHERE id NOT IN (SELECT name FROM"
                            + " pg_timezone_names)", ofJava));
        }
        System.exit(changed ? 1 : 0);
    }

    private static void compare(Connection connection, String id, String inJava, String inPostgres)
            throws SQLException {
        expect(id + " in Java", inJava, java(id));
        expect(id + " in PostgreSQL", inPostgres, postgres(connection, id));
    }

    private static String java(String id) {
        try {
            return ZoneId.of(id).getRules().getOffset(Instant.parse(NOON)).getId();
        } catch (DateTimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static String postgres(Connection connection, String id) throws SQLException {
        String wall = ask(connection, "SELECT to_char(TIMESTAMPTZ '" + NOON
                + "' AT TIME ZONE ?, 'YYYY-MM-DD\"T\"HH24:MI:SS')", id);
        long seconds = LocalDateTime.parse(wall).toEpochSecond(ZoneOffset.UTC) - Instant.parse(NOON).getEpochSecond();
        return ZoneOffset.ofTotalSeconds((int) seconds).getId();
    }

    private static String ask(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
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
