#!/usr/bin/env bash
# Package: libphonenumber 9.0.43 (com.googlecode.libphonenumber:libphonenumber)
# Guess:   parse() with a region reads the number in a free-text field, or throws NumberParseException if there is more
#          than a number. Letters count only in vanity numbers such as 1-800-FLOWERS. isValidNumber then guards the
#          rest.
# Seen:    Three letters anywhere turn all letters into the digits of a telephone's keys, in any country: "030 23125
#          012 Hans" is +49 30 23125 012 4267, "01 2345678 Sepp" is +43 1 2345678 7377, and both are valid: other
#          people's lines. With fewer letters the words are dropped and their digits kept: "030 123456 DW 12" (DW:
#          extension) is +49 30 123456 12. Where numbers have a fixed length the result is too long and so not valid,
#          so tests with American numbers see none of it. findNumbers reads +49 30 23125 012.
# Source:  the Javadoc of PhoneNumberUtil.isAlphaNumber has the rule of three letters, for vanity numbers; none found
#          for names behind a number
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
        expect("030 23125 012", "+493023125012 valid", read("030 23125 012", "DE"));
        expect("030 23125 012 Hans", "+4930231250124267 valid", read("030 23125 012 Hans", "DE"));
        expect("030 123456 privat", "+4930123456774828 valid", read("030 123456 privat", "DE"));
        expect("01 2345678 Sepp", "+43123456787377 valid", read("01 2345678 Sepp", "AT"));
        expect("030 123456 DW 12", "+493012345612 valid", read("030 123456 DW 12", "DE"));
        expect("(202) 555-0123 Bob", "+12025550123262 not valid", read("(202) 555-0123 Bob", "US"));
        expect("1-800-FLOWERS", "+18003569377 valid", read("1-800-FLOWERS", "US"));
        var found = NUMBERS.findNumbers("030 23125 012 Hans", "DE").iterator();
        expect("findNumbers in 030 23125 012 Hans", "+493023125012", NUMBERS.format(found.next().number(), PhoneNumberFormat.E164));
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
