#!/usr/bin/env bash
# Package: ICU4J 77.1, 78.1 and 79.1 (com.ibm.icu:icu4j), java.util.Currency of the JDK that runs this (seen with
#          17.0.15 and 25.0.3)
# Guess:   How many digits a currency's minor unit has is a fixed fact of ISO 4217; Currency.getDefaultFractionDigits
#          of ICU and of the JDK return it, in each release.
# Seen:    From ICU4J 77.1 to 78.1 HUF, COP and IDR go from 2 to 0, from 78.1 to 79.1 RSD goes from 0 to 2; the JDK has
#          2 for all four. ICU's digits are those that people write, not ISO's minor units: MGA, LBP and IQD have 0 in
#          ICU and 2, 2 and 3 in the JDK. An amount in minor units that is divided by 10 to the digits is wrong by a
#          factor of 100 after an upgrade.
# Source:  CLDR-11586 (unicode-org/cldr pull request 4936); CLDR-18008 says that the digits need not be ISO's
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
 <build><plugins><plugin>
  <groupId>org.apache.maven.plugins</groupId>
  <artifactId>maven-dependency-plugin</artifactId>
  <version>3.8.1</version>
  <configuration>
   <outputDirectory>$work/lib</outputDirectory>
   <artifactItems>
    <artifactItem><groupId>com.ibm.icu</groupId><artifactId>icu4j</artifactId><version>77.1</version></artifactItem>
    <artifactItem><groupId>com.ibm.icu</groupId><artifactId>icu4j</artifactId><version>78.1</version></artifactItem>
    <artifactItem><groupId>com.ibm.icu</groupId><artifactId>icu4j</artifactId><version>79.1</version></artifactItem>
   </artifactItems>
  </configuration>
 </plugin></plugins></build>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" dependency:copy >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/Finding.java" <<'JAVA'
import java.math.BigDecimal;

class Finding {
    public static void main(String[] arguments) {
        String version = arguments[0];
        int column = version.equals("77.1") ? 1 : version.equals("78.1") ? 2 : 3;
        for (String[] row : new String[][] {
            // currency, ICU4J 77.1, 78.1, 79.1, JDK
            {"HUF", "2", "0", "0", "2"},
            {"COP", "2", "0", "0", "2"},
            {"IDR", "2", "0", "0", "2"},
            {"RSD", "0", "0", "2", "2"},
            {"MGA", "0", "0", "0", "2"},
            {"LBP", "0", "0", "0", "2"},
            {"IQD", "0", "0", "0", "3"},
            {"EUR", "2", "2", "2", "2"},
        }) {
            expect(row[0] + ", ICU4J " + version + " and JDK", row[column] + " and " + row[4], icu(row[0]) + " and "
                    + java.util.Currency.getInstance(row[0]).getDefaultFractionDigits());
        }
        expect("499000 minor units of HUF, ICU4J " + version, column == 1 ? "4990.00" : "499000",
                BigDecimal.valueOf(499000, icu("HUF")));
        System.exit(changed ? 1 : 0);
    }

    private static int icu(String currency) {
        return com.ibm.icu.util.Currency.getInstance(currency).getDefaultFractionDigits();
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
changed=0
for version in 77.1 78.1 79.1; do
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/icu4j-$version.jar" Finding.java $version || changed=1
done
exit $changed
