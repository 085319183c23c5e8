#!/usr/bin/env bash
# Package: libphonenumber 9.0.43 (com.googlecode.libphonenumber:libphonenumber)
# Guess:   With the right region, a mobile number with its calling code but without the plus sign, as messengers, JSON
#          integers and spreadsheets have it, is read as international: "12025550123" is, in the US, and "436641234567" is,
#          in Austria. If it could be national too, parse() prefers the mobile number, or the number is not valid.
# Seen:    The calling code is taken off only where the digits are no national number. In Indonesia "62812345678" is
#          +62 628 12345678 and in Germany "491712345678" is +49 491 712345678: fixed lines of other towns, both valid. The
#          same mobile numbers with the plus sign are valid mobiles. Indonesian mobiles of ten digits and more are read
#          right, so it depends on the length of the number.
# Source:  Javadoc of PhoneNumberUtil.parse: the region is used for numbers not written internationally
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
        expect("12025550123 in US", "+12025550123 valid", read("12025550123", "US"));
        expect("436641234567 in AT", "+436641234567 valid", read("436641234567", "AT"));
        expect("62812345678 in ID", "+6262812345678 valid", read("62812345678", "ID"));
        expect("+62812345678", "+62812345678 valid", read("+62812345678", "ID"));
        expect("6281234567890 in ID", "+6281234567890 valid", read("6281234567890", "ID"));
        expect("491712345678 in DE", "+49491712345678 valid", read("491712345678", "DE"));
        expect("+491712345678", "+491712345678 valid", read("+491712345678", "DE"));
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
