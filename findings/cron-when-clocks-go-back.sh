#!/usr/bin/env bash
# Package: Quartz 2.5.2, Spring Framework 7.0.10 (CronExpression) and cron-utils 9.2.1, on dates of java.time
# Guess:   When the clock goes back, a daily job runs once and a job of every minute runs every minute; Java's
#          libraries agree on it, in every zone.
# Seen:    New York, 1 November 2026: the daily job of 01:30 runs twice with Spring, at the first 01:30 with
#          cron-utils, at the second with Quartz. A job of every minute rests for 61 minutes with Quartz, the others
#          run.
#          Lord Howe Island, whose clock goes back by half an hour on 4 April 2027: the daily job of 01:45 runs once
#          with Spring, and its job of every quarter of an hour rests for 45 minutes. So what Spring does depends on
#          the length of the change.
# Source:  quartz-scheduler/quartz issue 81 (closed as a question); none found for Spring at half an hour
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
  <dependency><groupId>org.springframework</groupId><artifactId>spring-context</artifactId><version>7.0.10</version></dependency>
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
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import java.util.function.UnaryOperator;

class Finding {
    public static void main(String[] arguments) throws Exception {
        ZonedDateTime york = LocalDate.of(2026, 11, 1).atStartOfDay(ZoneId.of("America/New_York"));
        expect("New York, daily at 01:30, Spring", "[01:30-04:00, 01:30-05:00]", runs(york, spring("0 30 1 * * ?")));
        expect("New York, daily at 01:30, cron-utils", "[01:30-04:00]", runs(york, cronUtils("0 30 1 * * ?")));
        expect("New York, daily at 01:30, Quartz", "[01:30-05:00]", runs(york, quartz("0 30 1 * * ?", york)));
        expect("New York, each minute, longest rest, Spring", "PT1M", longestRest(york, spring("0 * * * * ?")));
        expect("New York, each minute, longest rest, cron-utils", "PT1M", longestRest(york, cronUtils("0 * * * * ?")));
        expect("New York, each minute, longest rest, Quartz", "PT1H1M", longestRest(york, quartz("0 * * * * ?", york)));
        ZonedDateTime howe = LocalDate.of(2027, 4, 4).atStartOfDay(ZoneId.of("Australia/Lord_Howe"));
        expect("Lord Howe, daily at 01:45, Spring", "[01:45+11:00]", runs(howe, spring("0 45 1 * * ?")));
        expect("Lord Howe, daily at 01:45, cron-utils", "[01:45+11:00]", runs(howe, cronUtils("0 45 1 * * ?")));
        expect("Lord Howe, daily at 01:45, Quartz", "[01:45+10:30]", runs(howe, quartz("0 45 1 * * ?", howe)));
        String quarters = "0 0/15 * * * ?";
        expect("Lord Howe, each quarter, longest rest, Spring", "PT45M", longestRest(howe, spring(quarters)));
        expect("Lord Howe, each quarter, longest rest, cron-utils", "PT15M", longestRest(howe, cronUtils(quarters)));
        expect("Lord Howe, each quarter, longest rest, Quartz", "PT45M", longestRest(howe, quartz(quarters, howe)));
        System.exit(changed ? 1 : 0);
    }

    private static UnaryOperator<ZonedDateTime> cronUtils(String cron) {
        ExecutionTime times = ExecutionTime.forCron(
                new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ)).parse(cron));
        return at -> times.nextExecution(at).orElseThrow();
    }

    private static UnaryOperator<ZonedDateTime> spring(String cron) {
        return org.springframework.scheduling.support.CronExpression.parse(cron)::next;
    }

    private static UnaryOperator<ZonedDateTime> quartz(String cron, ZonedDateTime day) throws Exception {
        var expression = new org.quartz.CronExpression(cron);
        expression.setTimeZone(TimeZone.getTimeZone(day.getZone()));
        return at -> expression.getNextValidTimeAfter(Date.from(at.toInstant())).toInstant().atZone(day.getZone());
    }

    /** The runs of the day itself. */
    private static List<String> runs(ZonedDateTime day, UnaryOperator<ZonedDateTime> next) {
        List<String> found = new ArrayList<>();
        ZonedDateTime at = next.apply(day);
        while (at.toLocalDate().equals(day.toLocalDate())) {
            found.add(at.toLocalTime() + at.getOffset().toString());
            at = next.apply(at);
        }
        return found;
    }

    private static Duration longestRest(ZonedDateTime day, UnaryOperator<ZonedDateTime> next) {
        Duration longest = Duration.ZERO;
        ZonedDateTime at = next.apply(day);
        while (at.toLocalDate().equals(day.toLocalDate())) {
            ZonedDateTime following = next.apply(at);
            Duration rest = Duration.between(at, following);
            longest = rest.compareTo(longest) > 0 ? rest : longest;
            at = following;
        }
        return longest;
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
