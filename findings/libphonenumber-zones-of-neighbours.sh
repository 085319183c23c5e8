#!/usr/bin/env bash
# Package: libphonenumber's geocoder 3.23 (com.googlecode.libphonenumber:geocoder), libphonenumber 9.0.43
# Guess:   PhoneNumberToTimeZonesMapper names a zone of the country that the number belongs to, or Etc/Unknown; the
#          offset at least is right.
# Seen:    For many countries it names a zone of another country that has the same offset in winter, or had it once.
#          Algeria: Europe/Paris; Libya, Kaliningrad: Europe/Bucharest; Nicaragua: America/Chicago; South Sudan:
#          Africa/Nairobi; Morocco: Atlantic/Canary; Cancún: America/New_York. By the rules of 2025 these are an hour
#          off in summer, Morocco's in winter, South Sudan's all year. A mobile of Saint Lucia gives the zones of all
#          of +1, Saint Lucia's and Adak's.
# Source:  none found; each country's own zone in the tz database is the reference
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
  <dependency><groupId>com.googlecode.libphonenumber</groupId><artifactId>geocoder</artifactId><version>3.23</version></dependency>
  <dependency><groupId>com.googlecode.libphonenumber</groupId><artifactId>libphonenumber</artifactId><version>9.0.43</version></dependency>
 </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work/lib" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/Finding.java" <<'JAVA'
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

class Finding {
    private static final Instant JULY = Instant.parse("2025-07-15T12:00:00Z"); // in every JDK's tz data
    private static final Instant JANUARY = Instant.parse("2025-01-15T12:00:00Z");

    public static void main(String[] arguments) throws Exception {
        compare("+213 21 123456", "Africa/Algiers", "[Europe/Paris] January PT0S July PT1H");
        compare("+218 21 1234567", "Africa/Tripoli", "[Europe/Bucharest] January PT0S July PT1H");
        compare("+7 4012 123456", "Europe/Kaliningrad", "[Europe/Bucharest] January PT0S July PT1H");
        compare("+505 2222 1234", "America/Managua", "[America/Chicago] January PT0S July PT1H");
        compare("+52 998 1234567", "America/Cancun", "[America/New_York] January PT0S July PT1H");
        compare("+211 912345678", "Africa/Juba", "[Africa/Nairobi] January PT1H July PT1H");
        compare("+212 522 123456", "Africa/Casablanca", "[Atlantic/Canary] January PT-1H July PT0S");
        compare("+49 30 123456", "Europe/Berlin", "[Europe/Berlin] January PT0S July PT0S");
        List<String> saintLucia = zones("+1 758 712 3456");
        expect("+1 758 712 3456 has the zones of St_Lucia, Adak and Toronto", true,
                saintLucia.containsAll(List.of("America/St_Lucia", "America/Adak", "America/Toronto")));
        System.exit(changed ? 1 : 0);
    }

    private static void compare(String number, String own, String written) throws Exception {
        List<String> zones = zones(number);
        expect(number + " (" + own + ")", written,
                zones + " January " + ahead(zones.get(0), own, JANUARY) + " July " + ahead(zones.get(0), own, JULY));
    }

    private static Duration ahead(String zone, String own, Instant at) {
        return Duration.ofSeconds(ZoneId.of(zone).getRules().getOffset(at).getTotalSeconds()
                - ZoneId.of(own).getRules().getOffset(at).getTotalSeconds());
    }

    private static List<String> zones(String number) throws Exception {
        return PhoneNumberToTimeZonesMapper.getInstance()
                .getTimeZonesForNumber(PhoneNumberUtil.getInstance().parse(number, null));
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
