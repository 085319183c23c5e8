#!/usr/bin/env bash
# Package: zipcodes 8.0.0 (npm)
# Guess:   A postal code that lookup() returns has its province and its coordinates, so distance() is right or null. A
#          code that exists for letters to Santa Claus is no place.
# Seen:    The source's names with a comma ("Algoma, Sudbury District ...") moved the columns of nine Canadian areas: the
#          state is the rest of the name, the latitude null and the longitude the latitude. Of Chelmsford (P0M), beside
#          Sudbury (P3E), distance() says 7915 miles without an error; radius() does not find it. H0H is at the pole.
# Source:  the package's README names the sample file that its table is made from; none found on the comma
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the packages could not be fetched.
set -euo pipefail

sed -n '2,/^# Exit:/s/^# //p' "$0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --no-package-lock zipcodes@8.0.0 >log 2>&1 || { cat log; exit 2; }
cat >finding.cjs <<'JS'
const zipcodes = require("zipcodes");

let changed = false;
function expect(what, written, seen) {
  const same = String(written) === String(seen);
  changed ||= !same;
  console.log((same ? "as written  " : "CHANGED     ") + what + ": " + seen + (same ? "" : ` (written here: ${written})`));
}

const sudbury = zipcodes.lookup("P3E 5J1");
expect("P3E, Sudbury: state", "Ontario", sudbury.state);
const chelmsford = zipcodes.lookup("P0M 1L0");
expect("P0M, Chelmsford: state", "Sudbury District and Greater Sudbury (Chelmsford)", chelmsford.state);
expect("P0M: latitude, longitude", "null, 46.1329", `${chelmsford.latitude}, ${chelmsford.longitude}`);
expect("miles between the two", 7915, zipcodes.distance("P0M", "P3E"));
expect("P0M is within 60 miles of P3E", false, zipcodes.radius("P3E", 60).includes("P0M"));
const provinces = new Set(["Newfoundland", "Nova Scotia", "Prince Edward Island", "New Brunswick", "Quebec", "Ontario",
  "Manitoba", "Saskatchewan", "Alberta", "British Columbia", "Yukon"]);
const moved = Object.values(require("zipcodes/lib/codesCanada.js").codes)
  .filter(code => code.latitude === null)
  .map(code => code.zip)
  .sort();
expect("areas without a latitude", "E1H E2E E2H E3C K0C K0H K0K P0M V0N", moved.join(" "));
expect("of these, with a province as state", 0, moved.filter(zip => provinces.has(zipcodes.lookup(zip).state)).length);
const santa = zipcodes.lookup("H0H 0H0");
expect("H0H: latitude, longitude, state", "90, 0, Quebec", `${santa.latitude}, ${santa.longitude}, ${santa.state}`);
process.exit(changed ? 1 : 0);
JS
node finding.cjs
