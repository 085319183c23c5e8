#!/usr/bin/env bash
# Package: libphonenumber's geocoder 3.23 (com.googlecode.libphonenumber:geocoder), libphonenumber 9.0.43
# Guess:   An area code that overlays another serves the same area, so PhoneNumberToTimeZonesMapper gives both the same
#          zones, at least for exchanges that it does not know one by one.
# Seen:    Each area code has a default of its own, and the young one's is often another. Orlando's 407 is in New York,
#          its overlay 689 in Chicago: an hour late. Saskatchewan's 306 and 639 are in Regina, 474 in Winnipeg. Where a
#          border splits the area, the old code has exchanges on both sides, the overlay one side for all 792: 270 and
#          364 (Kentucky), 812 and 930 (Indiana), 850 and 448 (Florida), 541 and 458 (Oregon), 418 and 581 (Quebec), 250
#          and 236 (British Columbia). Apart from overlays, Unalaska (907 581) is in Honolulu.
# Source:  none found; the plan's administrator lists 689 as "E" and 407/689, 270/364, 812/930 and 448/850 as overlays
#          (NPA report, file date 2026-09-30); 49 CFR 71 has the borders of the zones
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
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Map;
import java.util.TreeMap;

class Finding {
    public static void main(String[] arguments) {
        expect("407", "{[New_York]=792}"); // Orlando, Eastern
        expect("689", "{[Chicago]=792}");
        expect("306", "{[Regina]=792}"); // Saskatchewan, no summer time
        expect("639", "{[Regina]=792}");
        expect("474", "{[Winnipeg]=792}");
        expect("270", "{[Chicago]=132, [New_York]=660}"); // western Kentucky
        expect("364", "{[New_York]=792}");
        expect("812", "{[Chicago]=50, [New_York]=742}"); // southern Indiana
        expect("930", "{[New_York]=792}");
        expect("850", "{[Chicago]=226, [New_York]=566}"); // western Florida
        expect("448", "{[New_York]=792}");
        expect("541", "{[Denver]=4, [Los_Angeles]=788}"); // Oregon
        expect("458", "{[Los_Angeles]=792}");
        expect("418", "{[Halifax]=2, [Toronto]=790}"); // eastern Quebec
        expect("581", "{[Toronto]=792}");
        expect("250", "{[Edmonton]=22, [Vancouver]=770}"); // British Columbia
        expect("236", "{[Vancouver]=792}");
        expect("9075811234", zones(9075811234L), "[Pacific/Honolulu]"); // Unalaska, Alaska
        System.exit(changed ? 1 : 0);
    }

    /** Counts the exchanges of an area code, 200 to 999 without those of the form N11, by their zones. */
    private static void expect(String areaCode, String written) {
        Map<String, Integer> exchanges = new TreeMap<>();
        for (int exchange = 200; exchange < 1000; exchange++) {
            if (exchange % 100 != 11) {
                exchanges.merge(zones(Long.parseLong(areaCode + exchange + "1234")), 1, Integer::sum);
            }
        }
        expect(areaCode, exchanges, written);
    }

    private static String zones(long number) {
        PhoneNumber parsed = new PhoneNumber().setCountryCode(1).setNationalNumber(number);
        if (!PhoneNumberUtil.getInstance().isValidNumber(parsed)) {
            return "invalid";
        }
        return PhoneNumberToTimeZonesMapper.getInstance()
                .getTimeZonesForNumber(parsed)
                .toString()
                .replace("America/", "");
    }

    private static boolean changed;

    private static void expect(String what, Object seen, String written) {
        boolean same = written.equals(String.valueOf(seen));
        changed |= !same;
        System.out.println((same ? "as written  " : "CHANGED     ") + "+1 " + what + ": " + seen
                + (same ? "" : " (written here: " + written + ")"));
    }
}
JAVA
cd "$work"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Djava.io.tmpdir="$work" -cp "$work/lib/*" Finding.java
