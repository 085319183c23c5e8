#!/usr/bin/env bash
# Package: libphonenumber 9.0.43 (com.googlecode.libphonenumber:libphonenumber)
# Guess:   A number that went through a spreadsheet or a data frame, "3012345.0" or "4.93012345E10", is read as the number
#          it was, or is not valid. Tests with American numbers say so: "2025550111.0" is not valid.
# Seen:    The point is dropped as a separator and the decimal is kept as a digit, the E of the exponent likewise. Where
#          numbers have no fixed length the result is valid: "3012345.0" in Germany is +49 30 123450, another line.
#          The same in Austria and Italy. "4.93012345E10" is +49 301234510, and even "030 123456 / 65432", two numbers
#          in one field, is one valid number of 13 digits.
# Source:  the class comment of PhoneNumberUtil says that punctuation is ignored; none found for decimals
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
  <dependency><groupId>com.googlecode.libphonenumber</groupId><artifactId>libphonenumber</artifactId><version>9.0.43</version></dependency>
 </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work/lib" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/Finding.java" <<'JAVA'
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;

class Finding {
    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

    public static void main(String[] arguments) {
        expect("3012345 in DE", "+493012345 valid", read("3012345", "DE"));
        expect("3012345.0 in DE", "+4930123450 valid", read("3012345.0", "DE"));
        expect("13123456.0 in AT", "+43131234560 valid", read("13123456.0", "AT"));
        expect("0612345.0 in IT", "+3906123450 valid", read("0612345.0", "IT"));
        expect("4.93012345E10 in DE", "+49301234510 valid", read("4.93012345E10", "DE"));
        expect("3.012345E6 in DE", "+4930123456 valid", read("3.012345E6", "DE"));
        expect("030 123456 / 65432 in DE", "+493012345665432 valid", read("030 123456 / 65432", "DE"));
        expect("2025550111.0 in US", "+120255501110 not valid", read("2025550111.0", "US"));
        System.exit(changed ? 1 : 0);
    }

    private static String read(String text, String region) {
        try {
            PhoneNumber number = NUMBERS.parse(text, region);
            return NUMBERS.format(number, PhoneNumberFormat.E164)
                    + (NUMBERS.isValidNumber(number) ? " valid" : " not valid");
        } catch (NumberParseException e) {
            return e.getErrorType().name();
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
