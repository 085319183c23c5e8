#!/usr/bin/env bash
# Package: Jollyday 2.19.0 (de.focus-shift:jollyday-core, jollyday-jaxb)
# Guess:   isHoliday of 4 July in the United States and of 25 December in Britain is true in each year. A subdivision
#          that is not known is refused, and Germany's states are found by their usual names.
# Seen:    A holiday that is observed on another day is only there: 4 July 2026 (a Saturday) is no holiday, 3 July is;
#          25 December 2027 (a Saturday) is none in Britain, 27 December is. An unknown subdivision ("nrw", "bayern",
#          "texas", "xx") is silently the whole country, with fewer holidays; the keys are ISO 3166-2's ("nw", "by",
#          "tx").
# Source:  none found; 5 U.S.C. 6103(a) names 4 July itself, 6103(b) adds the Friday for employees
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
  <dependency><groupId>de.focus-shift</groupId><artifactId>jollyday-core</artifactId><version>2.19.0</version></dependency>
  <dependency><groupId>de.focus-shift</groupId><artifactId>jollyday-jaxb</artifactId><version>2.19.0</version></dependency>
  <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
 </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work/lib" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/Finding.java" <<'JAVA'
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.time.Year;

class Finding {
    public static void main(String[] arguments) {
        HolidayManager america = HolidayManager.getInstance(ManagerParameters.create("us"));
        expect("US, 4 July 2025, a Friday", true, america.isHoliday(LocalDate.of(2025, 7, 4)));
        expect("US, 4 July 2026, a Saturday", false, america.isHoliday(LocalDate.of(2026, 7, 4)));
        expect("US, 3 July 2026", true, america.isHoliday(LocalDate.of(2026, 7, 3)));
        HolidayManager britain = HolidayManager.getInstance(ManagerParameters.create("gb"));
        expect("GB, 25 December 2026, a Friday", true, britain.isHoliday(LocalDate.of(2026, 12, 25)));
        expect("GB, 25 December 2027, a Saturday", false, britain.isHoliday(LocalDate.of(2027, 12, 25)));
        expect("GB, 27 December 2027", true, britain.isHoliday(LocalDate.of(2027, 12, 27)));
        HolidayManager germany = HolidayManager.getInstance(ManagerParameters.create("de"));
        expect("DE, 2026", 9, germany.getHolidays(Year.of(2026)).size());
        expect("DE nw", 11, germany.getHolidays(Year.of(2026), "nw").size());
        expect("DE nrw", 9, germany.getHolidays(Year.of(2026), "nrw").size());
        expect("DE by", 12, germany.getHolidays(Year.of(2026), "by").size());
        expect("DE bayern", 9, germany.getHolidays(Year.of(2026), "bayern").size());
        expect("DE xx", 9, germany.getHolidays(Year.of(2026), "xx").size());
        expect("US tx", 16, america.getHolidays(Year.of(2026), "tx").size());
        expect("US texas", 10, america.getHolidays(Year.of(2026), "texas").size());
        System.exit(changed ? 1 : 0);
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
