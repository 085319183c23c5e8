#!/usr/bin/env bash
# Package: i18n-iso-countries 7.14.0 (npm), the names of countries in some 80 languages
# Guess:   getAlpha2Code(getName(code, language), language) gives the code again, and the name is that country's.
# Seen:    In Portuguese the two Congos are changed: CG is "República Democrática do Congo", which is CD, and CD is
#          "República Popular do Congo", which CG was until 1992. So the name as it is on every form gives the neighbour.
#          English has the bare "Congo" for both, and the code that it gives is one of the two without a word.
# Source:  ISO 3166-1: COD is the Democratic Republic of the Congo, COG the Congo
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the packages could not be fetched.
set -euo pipefail

sed -n '2,/^# Exit:/s/^# //p' "$0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --no-package-lock i18n-iso-countries@7.14.0 >log 2>&1 || { cat log; exit 2; }
cat >finding.cjs <<'JS'
const countries = require("i18n-iso-countries");

let changed = false;
function expect(what, written, seen) {
  const same = String(written) === String(seen);
  changed ||= !same;
  console.log((same ? "as written  " : "CHANGED     ") + what + ": " + seen + (same ? "" : ` (written here: ${written})`));
}

expect("the alpha-3 code of CG", "COG", countries.alpha2ToAlpha3("CG"));
expect("CG in Portuguese", "República Democrática do Congo", countries.getName("CG", "pt"));
expect("CD in Portuguese", "República Popular do Congo", countries.getName("CD", "pt"));
expect("the code of República Democrática do Congo", "CG", countries.getAlpha2Code("República Democrática do Congo", "pt"));
expect("the code of República do Congo", undefined, countries.getAlpha2Code("República do Congo", "pt"));
expect("CD in Spanish", "Congo (República Democrática del)", countries.getName("CD", "es"));
expect("the code of Congo in English", "CG", countries.getAlpha2Code("Congo", "en"));
process.exit(changed ? 1 : 0);
JS
node finding.cjs
