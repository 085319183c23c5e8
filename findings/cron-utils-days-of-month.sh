#!/usr/bin/env bash
# Package: cron-utils 9.2.1 (com.cronutils:cron-utils), CronType.QUARTZ; Quartz 2.5.2 and Spring Framework 7.0.10
#          beside it
# Guess:   What parses and validates has the dates it says. "15W,L": the weekday nearest to the 15th, and the last day
#          of the month. "30W": the weekday nearest to the 30th, in months that have one.
# Seen:    In a list, L is dropped and 15W means the 15th, a Saturday too; Quartz and Spring have both. 30W alone works
#          until February comes near: then nextExecution throws DateTimeException, months after the expression was
#          accepted.
# Source:  jmrozanec/cron-utils issue 715 and pull request 720 (open) for 30W; none found for lists
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import java.util.function.UnaryOperator;

class Finding {
    public static void main(String[] arguments) throws Exception {
        String list = "0 0 9 15W,L * ?"; // 15 May 2027 is a Saturday
        String both = "[2027-05-14, 2027-05-31, 2027-06-15, 2027-06-30]";
        expect("15W,L in Quartz", both, dates("2027-05-01", 4, quartz(list)));
        expect("15W,L in Spring", both, dates("2027-05-01", 4, spring(list)));
        expect("15W,L in cron-utils", "[2027-05-15, 2027-06-15, 2027-07-15, 2027-08-15]",
                dates("2027-05-01", 4, cronUtils(list)));
        expect("15W in cron-utils", "[2027-05-14]", dates("2027-05-01", 1, cronUtils("0 0 9 15W * ?")));
        expect("1,L in cron-utils", "[2027-06-01, 2027-07-01]", dates("2027-05-02", 2, cronUtils("0 0 9 1,L * ?")));
        String nearest = "0 0 9 30W * ?";
        expect("30W in Quartz", "[2027-01-29, 2027-03-30]", dates("2027-01-01", 2, quartz(nearest)));
        expect("30W in Spring", "[2027-01-29, 2027-03-30]", dates("2027-01-01", 2, spring(nearest)));
        expect("30W in cron-utils", "[2027-01-29, DateTimeException]", dates("2027-01-01", 2, cronUtils(nearest)));
        System.exit(changed ? 1 : 0);
    }

    private static UnaryOperator<ZonedDateTime> cronUtils(String cron) {
        ExecutionTime times = ExecutionTime.forCron(new CronParser(
                        CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ))
                .parse(cron)
                .validate());
        return at -> times.nextExecution(at).orElseThrow();
    }

    private static UnaryOperator<ZonedDateTime> quartz(String cron) throws Exception {
        var expression = new org.quartz.CronExpression(cron);
        expression.setTimeZone(TimeZone.getTimeZone("UTC"));
        return at -> expression.getNextValidTimeAfter(Date.from(at.toInstant())).toInstant().atZone(ZoneOffset.UTC);
    }

    private static UnaryOperator<ZonedDateTime> spring(String cron) {
        return org.springframework.scheduling.support.CronExpression.parse(cron)::next;
    }

    private static List<String> dates(String from, int many, UnaryOperator<ZonedDateTime> next) {
        List<String> found = new ArrayList<>();
        ZonedDateTime at = LocalDate.parse(from).atStartOfDay(ZoneOffset.UTC);
        try {
            while (found.size() < many) {
                at = next.apply(at);
                found.add(at.toLocalDate().toString());
            }
        } catch (RuntimeException e) {
            found.add(e.getClass().getSimpleName());
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
