#!/usr/bin/env bash
# Package: PostgreSQL 18.6 (io.zonky.test.postgres, 18.6.0), Joda-Time 2.15.1 (joda-time:joda-time), ICU4J 79.1
#          (com.ibm.icu:icu4j), java.time of the JDK that runs this (seen with 17.0.15 and 25.0.3)
# Guess:   Whether a zone has daylight saving time at an instant is a fact of the tz database, so all that read it agree.
# Seen:    For Europe/Dublin PostgreSQL's pg_timezone_names.is_dst is true in winter and false in summer: the tz database
#          has Irish Standard Time in summer and saves minus one hour in winter. The JDK, Joda-Time and ICU4J say the
#          opposite on each day of the year, with the same offsets; the JDK's getStandardOffset is 0 where the
#          database's own is +1. Compare offsets, never the flags.
# Source:  tz database, file europe (Eire) and ziguard.awk, which makes a form without negative savings for older readers
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
  <dependency><groupId>joda-time</groupId><artifactId>joda-time</artifactId><version>2.15.1</version></dependency>
  <dependency><groupId>com.ibm.icu</groupId><artifactId>icu4j</artifactId><version>79.1</version></dependency>
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
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Date;

class Finding {
    public static void main(String[] arguments) throws Exception {
        // The view tells of the server's now alone; what is expected is said in terms of the season of that day.
        Instant now = Instant.now();
        compareInJava("Europe/Dublin", Instant.parse("2026-01-15T12:00:00Z"), false);
        compareInJava("Europe/Dublin", Instant.parse("2026-07-15T12:00:00Z"), true);
        expect("standard offset of Europe/Dublin, JDK", "Z",
                ZoneId.of("Europe/Dublin").getRules().getStandardOffset(now));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            boolean isSummer = !ZoneId.of("Europe/Dublin").getRules().getOffset(now).getId().equals("Z");
            System.out.println("today it is " + (isSummer ? "summer" : "winter") + " in Ireland");
            expect("Europe/Dublin, is_dst of PostgreSQL", !isSummer, ofPostgres(connection, "is_dst", "Europe/Dublin"));
            expect("Europe/London, is_dst of PostgreSQL", isSummer, ofPostgres(connection, "is_dst", "Europe/London"));
            expect("same offset in Dublin and London, PostgreSQL", ofPostgres(connection, "utc_offset", "Europe/London"),
                    ofPostgres(connection, "utc_offset", "Europe/Dublin"));
        }
        System.exit(changed ? 1 : 0);
    }

    private static void compareInJava(String zone, Instant instant, boolean isSummer) {
        ZoneRules rules = ZoneId.of(zone).getRules();
        expect(zone + ", " + instant + ", JDK", isSummer, rules.isDaylightSavings(instant));
        expect(zone + ", " + instant + ", Joda-Time", isSummer,
                !org.joda.time.DateTimeZone.forID(zone).isStandardOffset(instant.toEpochMilli()));
        expect(zone + ", " + instant + ", ICU4J", isSummer,
                com.ibm.icu.util.TimeZone.getTimeZone(zone).inDaylightTime(Date.from(instant)));
    }

    private static Object ofPostgres(Connection connection, String column, String zone) throws Exception {
        try (var statement = connection.prepareStatement(
                "SELECT " + column + " FROM pg_timezone_names WHERE name = ?")) {
            statement.setString(1, zone);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getObject(1);
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
