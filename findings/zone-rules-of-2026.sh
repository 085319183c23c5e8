#!/usr/bin/env bash
# Package: PostgreSQL 18.6 (io.zonky.test.postgres, 18.6.0), Joda-Time 2.15.1 (joda-time:joda-time), ICU4J 79.1
#          (com.ibm.icu:icu4j), java.time of the JDK that runs this (seen with 17.0.15 and 25.0.3)
# Guess:   Programs on current releases agree on the offset of a zone some weeks ahead.
# Seen:    Each release has its own copy of the tz database, and several zones changed in 2026. For 15 December 2026:
#          JDKs with 2026a or older are an hour off in Vancouver, Edmonton, Winnipeg and Casablanca, where Joda-Time
#          2.15.1 and ICU4J 79.1 know the change; PostgreSQL 18.6 knows it for all but Winnipeg; for Havana Joda-Time
#          alone does. So SQL and Java of one service may show two hours of the day for one zone id.
# Source:  tz database releases 2026b to 2026f, news file
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
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;

class Finding {
    private static final Instant INSTANT = Instant.parse("2026-12-15T12:00:00Z");

    public static void main(String[] arguments) throws Exception {
        String version = ZoneRulesProvider.getVersions("UTC").lastKey();
        boolean isOld = version.compareTo("2026a") <= 0;
        System.out.println("JDK " + System.getProperty("java.version") + " has tz data " + version
                + (isOld ? "" : ", newer than what is written here: its answers are only printed"));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            for (String[] row : new String[][] {
                // zone, JDK with 2026a or older, PostgreSQL 18.6, Joda-Time 2.15.1, ICU4J 79.1
                {"America/Vancouver", "-08:00", "-07:00", "-07:00", "-07:00"},
                {"America/Edmonton", "-07:00", "-06:00", "-06:00", "-06:00"},
                {"America/Winnipeg", "-06:00", "-06:00", "-05:00", "-05:00"},
                {"Africa/Casablanca", "+01:00", "Z", "Z", "Z"},
                {"America/Havana", "-05:00", "-05:00", "-04:00", "-05:00"},
            }) {
                String ofJdk = ZoneId.of(row[0]).getRules().getOffset(INSTANT).getId();
                if (isOld) {
                    expect(row[0] + ", JDK", row[1], ofJdk);
                } else {
                    System.out.println("only shown  " + row[0] + ", JDK: " + ofJdk);
                }
                expect(row[0] + ", PostgreSQL", row[2], ofPostgres(connection, row[0]));
                expect(row[0] + ", Joda-Time", row[3],
                        offset(org.joda.time.DateTimeZone.forID(row[0]).getOffset(INSTANT.toEpochMilli())));
                expect(row[0] + ", ICU4J", row[4],
                        offset(com.ibm.icu.util.TimeZone.getTimeZone(row[0]).getOffset(INSTANT.toEpochMilli())));
            }
        }
        System.exit(changed ? 1 : 0);
    }

    private static String offset(int millis) {
        return ZoneOffset.ofTotalSeconds(millis / 1000).getId();
    }

    private static String ofPostgres(Connection connection, String zone) throws Exception {
        try (var statement = connection.prepareStatement("SELECT extract(epoch FROM CAST(? AS timestamptz)"
                + " AT TIME ZONE ? - CAST(? AS timestamptz) AT TIME ZONE 'UTC')::int * 1000")) {
            statement.setString(1, INSTANT.toString());
            statement.setString(2, zone);
            statement.setString(3, INSTANT.toString());
            try (var rows = statement.executeQuery()) {
                rows.next();
                return offset(rows.getInt(1));
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
