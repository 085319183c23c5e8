#!/usr/bin/env bash
# Package: CEL-Java 0.14.0 (dev.cel:cel)
# Guess:   A Map of Java values, as a JSON reader makes it, can be a variable of type dyn. A number that equals 5 can
#          be compared with 4; a null equals null; a value of a class that CEL does not know is refused.
# Seen:    An Integer 5 equals 5 and is in [5], but > and + throw for it: only a Long is an int. As an item of a list
#          it can be compared in exists(). A BigDecimal 5 is silently not equal to 5. A Java null is neither null nor
#          an error: event.n == null, event.n != null and !(event.n == 1) each return a CelUnknownSet, which is no
#          Boolean, while has(event.n) is true.
# Source:  the CEL specification has int, uint and double; none found on what CEL-Java does with other classes
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
  <dependency><groupId>dev.cel</groupId><artifactId>cel</artifactId><version>0.14.0</version></dependency>
 </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work/lib" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/Finding.java" <<'JAVA'
import dev.cel.common.CelOptions;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class Finding {
    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("event", SimpleType.DYN)
            .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    public static void main(String[] arguments) throws Exception {
        expect("Long 5: event.n > 4", true, value("event.n > 4", 5L));
        expect("Integer 5: event.n == 5", true, value("event.n == 5", 5));
        expect("Integer 5: event.n in [5]", true, value("event.n in [5]", 5));
        expect("Integer 5: event.n > 4", "CelEvaluationException", value("event.n > 4", 5));
        expect("Integer 5: event.n + 1", "CelEvaluationException", value("event.n + 1", 5));
        expect("list of Integer 5: exists(x, x > 4)", true, value("event.n.exists(x, x > 4)", List.of(5)));
        expect("BigDecimal 5: event.n == 5", false, value("event.n == 5", new BigDecimal("5")));
        expect("Java null: has(event.n)", true, value("has(event.n)", null));
        expect("Java null: event.n == null", "CelUnknownSet", value("event.n == null", null));
        expect("Java null: event.n != null", "CelUnknownSet", value("event.n != null", null));
        expect("Java null: !(event.n == 1)", "CelUnknownSet", value("!(event.n == 1)", null));
        expect("CEL's NullValue: event.n == null", true,
                value("event.n == null", dev.cel.common.values.NullValue.NULL_VALUE));
        System.exit(changed ? 1 : 0);
    }

    private static Object value(String expression, Object n) throws Exception {
        Map<String, Object> event = new HashMap<>();
        event.put("n", n);
        try {
            Object value = RUNTIME.createProgram(COMPILER.compile(expression).getAst()).eval(Map.of("event", event));
            return value instanceof Boolean ? value : value.getClass().getSimpleName().replace("AutoValue_", "");
        } catch (CelEvaluationException e) {
            return e.getClass().getSimpleName();
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
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$work/lib/*" Finding.java 2>errors || { code=$?; cat errors; exit $code; }
