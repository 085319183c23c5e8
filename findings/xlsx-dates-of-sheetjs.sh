#!/usr/bin/env bash
# Package: SheetJS 0.18.5 (xlsx), ExcelJS 4.4.0 (exceljs), both npm; fastexcel-reader 0.20.2
#          (org.dhatim:fastexcel-reader, Maven)
# Guess:   A date that one library writes into an .xlsx is the same date in another, or is refused.
# Seen:    With cellDates SheetJS writes each date as a cell of type d, an ISO 8601 date. ExcelJS reads the year of
#          that text as a count of days: each date of 2026 is 1905-07-18, each of 2027 the day after. fastexcel-reader
#          throws IllegalStateException at the cell, and no further row is read. SheetJS itself reads both right.
# Source:  ECMA-376 part 1, 18.18.11 (ST_CellType); exceljs/exceljs issue 2695 (open) sees it with files of Excel's
#          strict format
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the packages could not be fetched.
set -euo pipefail

sed -n '2,/^# Exit:/s/^# //p' "$0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --no-package-lock --prefix "$work" xlsx@0.18.5 exceljs@4.4.0 >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/pom.xml" <<POM
<project>
 <modelVersion>4.0.0</modelVersion>
 <groupId>finding</groupId>
 <artifactId>finding</artifactId>
 <version>1</version>
 <packaging>pom</packaging>
 <dependencies>
  <dependency><groupId>org.dhatim</groupId><artifactId>fastexcel-reader</artifactId><version>0.20.2</version></dependency>
 </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work/lib" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cd "$work"
cat >finding.cjs <<'JS'
const XLSX = require("xlsx");
const ExcelJS = require("exceljs");

let changed = false;
function expect(what, written, seen) {
  const same = String(written) === String(seen);
  changed ||= !same;
  console.log((same ? "as written  " : "CHANGED     ") + what + ": " + seen + (same ? "" : ` (written here: ${written})`));
}

(async () => {
  const sheet = XLSX.utils.aoa_to_sheet(
    [["due"], [new Date("2026-03-17T00:00:00Z")], [new Date("2026-12-24T00:00:00Z")], [new Date("2027-05-01T00:00:00Z")]],
    { cellDates: true });
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, sheet, "dates");
  XLSX.writeFile(book, "dates.xlsx", { cellDates: true });

  const again = XLSX.readFile("dates.xlsx", { cellDates: true }).Sheets.dates;
  expect("SheetJS", "2026-03-17,2026-12-24,2027-05-01",
    ["A2", "A3", "A4"].map(cell => again[cell].v.toISOString().slice(0, 10)));
  const read = new ExcelJS.Workbook();
  await read.xlsx.readFile("dates.xlsx");
  expect("ExcelJS", "1905-07-18,1905-07-18,1905-07-19",
    ["A2", "A3", "A4"].map(cell => read.worksheets[0].getCell(cell).value.toISOString().slice(0, 10)));
  process.exit(changed ? 1 : 0);
})();
JS
cat >Finding.java <<'JAVA'
import java.io.File;
import java.util.concurrent.atomic.AtomicInteger;
import org.dhatim.fastexcel.reader.ReadableWorkbook;

class Finding {
    public static void main(String[] arguments) throws Exception {
        AtomicInteger rows = new AtomicInteger();
        String end = "the end of the sheet";
        try (ReadableWorkbook book = new ReadableWorkbook(new File("dates.xlsx"));
                var stream = book.getFirstSheet().openStream()) {
            stream.forEach(row -> rows.incrementAndGet());
        } catch (IllegalStateException e) {
            end = e.getMessage();
        }
        expect("fastexcel-reader", "rows read: 1, then: Unknown cell type : d",
                "rows read: " + rows + ", then: " + end);
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
changed=0
TZ=UTC node finding.cjs || changed=1
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Finding.java || changed=1
exit $changed
