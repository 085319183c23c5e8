#!/usr/bin/env bash
# Package: java-diff-utils 4.16 (io.github.java-diff-utils:java-diff-utils)
# Guess:   A changed line is one change, and a unified difference shows the old line before the new one, whichever of the
#          library's algorithms has compared the texts.
# Seen:    With MyersDiff it is so. With MyersDiffWithLinearSpace the same line is an insertion and then a deletion, so that
#          the unified difference shows "+" before "-".
# Source:  none found
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the package could not be fetched.
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
  <dependency><groupId>io.github.java-diff-utils</groupId><artifactId>java-diff-utils</artifactId><version>4.16</version></dependency>
 </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work/lib" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/Finding.java" <<'JAVA'
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.DiffAlgorithmI;
import com.github.difflib.algorithm.myers.MyersDiff;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import java.util.List;
import java.util.stream.Collectors;

class Finding {
    private static final List<String> OLD = List.of("a", "48h", "b", "c", "d", "e", "f", "g", "h", "first");
    private static final List<String> NEW = List.of("a", "47h", "b", "c", "d", "e", "f", "g", "h", "second");

    public static void main(String[] arguments) {
        expect("one change, MyersDiff", "[-48h, +47h]", shown(OLD.subList(0, 4), NEW.subList(0, 4), new MyersDiff<>()));
        expect("one change, linear space", "[+47h, -48h]",
                shown(OLD.subList(0, 4), NEW.subList(0, 4), new MyersDiffWithLinearSpace<>()));
        expect("two changes, MyersDiff", "[-48h, +47h, -first, +second]", shown(OLD, NEW, new MyersDiff<>()));
        expect("two changes, linear space", "[+47h, -48h, +second, -first]",
                shown(OLD, NEW, new MyersDiffWithLinearSpace<>()));
        expect("its kinds of change", "[INSERT, DELETE, INSERT, DELETE]",
                DiffUtils.diff(OLD, NEW, new MyersDiffWithLinearSpace<>()).getDeltas().stream()
                        .map(delta -> delta.getType().name())
                        .toList());
        System.exit(changed ? 1 : 0);
    }

    private static List<String> shown(List<String> before, List<String> after, DiffAlgorithmI<String> algorithm) {
        return UnifiedDiffUtils.generateUnifiedDiff("a", "b", before, DiffUtils.diff(before, after, algorithm), 1).stream()
                .skip(2)
                .filter(line -> line.startsWith("+") || line.startsWith("-"))
                .collect(Collectors.toList());
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
