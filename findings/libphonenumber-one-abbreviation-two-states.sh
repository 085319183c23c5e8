#!/usr/bin/env bash
# Package: libphonenumber's geocoder 3.23 (com.googlecode.libphonenumber:geocoder), libphonenumber 9.0.43
# Guess:   The English description of a Mexican number names its state, and one abbreviation is one state.
# Seen:    QRO is Queretaro for +52 414 (Tequisquiapan) and Quintana Roo for +52 987 (Cozumel). +52 427, San Juan del
#          Rio in Queretaro, is described as "Mexico/Quintana Roo", a state at the other end of the country that has other
#          clocks. "Mexico" is the country for +52 664 (Tijuana) and the State of Mexico for +52 427. So a state read from
#          the description may be a wrong one, an hour off.
# Source:  none found; INEGI's list of municipalities says where the towns are
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
import com.google.i18n.phonenumbers.geocoding.PhoneNumberOfflineGeocoder;
import java.util.Locale;

class Finding {
    public static void main(String[] arguments) throws Exception {
        describe("+52 414 273 1234", "Queretaro", "Tequisquiapan, QRO [America/Mexico_City]");
        describe("+52 987 872 1234", "Quintana Roo", "Cozumel, QRO [America/New_York]");
        describe("+52 998 884 1234", "Quintana Roo", "Quintana Roo [America/New_York]");
        describe("+52 442 212 1234", "Queretaro", "Queretaro [America/Mexico_City]");
        describe("+52 427 272 1234", "Queretaro", "Mexico/Quintana Roo [America/Mexico_City]");
        describe("+52 664 634 1234", "Baja California", "Mexico [America/Tijuana]");
        System.exit(changed ? 1 : 0);
    }

    private static void describe(String typed, String state, String written) throws Exception {
        var number = PhoneNumberUtil.getInstance().parse(typed, null);
        expect(typed + " (in " + state + ")", written,
                PhoneNumberOfflineGeocoder.getInstance().getDescriptionForNumber(number, Locale.ENGLISH) + " "
                        + PhoneNumberToTimeZonesMapper.getInstance().getTimeZonesForNumber(number));
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
