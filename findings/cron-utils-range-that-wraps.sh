#!/usr/bin/env bash
# Package: cron-utils 9.2.1 (com.cronutils:cron-utils) with its own definition of Quartz' syntax; Quartz 2.5.2
#          (org.quartz-scheduler:quartz) beside it
# Guess:   CronType.QUARTZ reads an expression as Quartz does, or refuses it. In Quartz a range may wrap: "22-2" in the
#          hours is 22, 23, 0, 1, 2.
# Seen:    cron-utils parses and validates the wrapping range and keeps only its first value, in hours, minutes and
#          months: a job of five hours a night runs in one of them. In the days of the week, FRI-MON, the range does
#          wrap. CronType.SPRING53 refuses it in hours and takes it in months, again for the first value only.
# Source:  none found; Quartz' own reading is the reference
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the packages could not be fetched.
set -euo pipefail

sed -n '2,/^# Exit:/s/^# //p' "$0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/pom.xml" <<POM
<project>
 <modelVersion>4.0.0</modelVersion>
 <groupId>finding</groupId>
 <artifactId>finding</artifactId>
 <version>1</version>
 <packaging>pom</packaging>
 <dependencies>
  <dependency><groupId>com.cronutils</groupId><artifactId>cron-utils</artifactId><version>9.2.1</version></dependency>
  <dependency><groupId>org.quartz-scheduler</groupId><artifactId>quartz</artifactId><version>2.5.2</version></dependency>
  <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
 </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work/lib" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/Finding.java" <<'JAVA'
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;

class Finding {
    private static final ZonedDateTime FROM = ZonedDateTime.of(2027, 1, 1, 12, 0, 0, 0, ZoneOffset.UTC); // a Friday

    public static void main(String[] arguments) throws Exception {
        String hours = "0 0 22-2 * * ?";
        expect("hours 22-2, Quartz", "[22:00, 23:00, 00:00, 01:00, 02:00]", quartz(hours, "HH:mm", 5));
        expect("hours 22-2, cron-utils", "[22:00, 22:00, 22:00, 22:00, 22:00]", cronUtils(CronType.QUARTZ, hours, "HH:mm", 5));
        String minutes = "0 50-10/5 9 * * ?";
        expect("minutes 50-10/5, Quartz", "[00, 05, 10, 50, 55]", quartz(minutes, "mm", 5));
        expect("minutes 50-10/5, cron-utils", "[50, 50, 50, 50, 50]", cronUtils(CronType.QUARTZ, minutes, "mm", 5));
        String months = "0 0 9 1 NOV-FEB ?";
        expect("months NOV-FEB, Quartz", "[02, 11, 12, 01]", quartz(months, "MM", 4));
        expect("months NOV-FEB, cron-utils", "[11, 11, 11, 11]", cronUtils(CronType.QUARTZ, months, "MM", 4));
        expect("days FRI-MON, Quartz", "[02, 03, 04, 08]", quartz("0 0 9 ? * FRI-MON", "dd", 4));
        expect("days FRI-MON, cron-utils", "[02, 03, 04, 08]", cronUtils(CronType.QUARTZ, "0 0 9 ? * FRI-MON", "dd", 4));
        expect("hours 22-2, cron-utils' SPRING53", "IllegalArgumentException",
                cronUtils(CronType.SPRING53, hours, "HH:mm", 5));
        expect("months NOV-FEB, cron-utils' SPRING53", "[11, 11, 11, 11]",
                cronUtils(CronType.SPRING53, months, "MM", 4));
        System.exit(changed ? 1 : 0);
    }

    private static Object cronUtils(CronType type, String cron, String pattern, int many) {
        try {
            ExecutionTime times = ExecutionTime.forCron(
                    new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type)).parse(cron).validate());
            List<String> found = new ArrayList<>();
            Optional<ZonedDateTime> at = Optional.of(FROM);
            while (found.size() < many && (at = times.nextExecution(at.get())).isPresent()) {
                found.add(at.get().format(DateTimeFormatter.ofPattern(pattern)));
            }
            return found;
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static Object quartz(String cron, String pattern, int many) throws Exception {
        var expression = new org.quartz.CronExpression(cron);
        expression.setTimeZone(TimeZone.getTimeZone("UTC"));
        List<String> found = new ArrayList<>();
        Date at = Date.from(FROM.toInstant());
        while (found.size() < many && (at = expression.getNextValidTimeAfter(at)) != null) {
            found.add(at.toInstant().atZone(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern(pattern)));
        }
        return found;
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
