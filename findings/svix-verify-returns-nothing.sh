#!/usr/bin/env bash
# Package: svix 1.99.1 and 2.5.0, standardwebhooks 1.1.1 (npm)
# Guess:   Webhook.verify(body, headers) returns the parsed body once the signature is right, as 1.x does: const event
#          = webhook.verify(body, headers). A major version that took this away would say so when it is compiled or
#          run.
# Seen:    svix 2.5.0 verifies and returns undefined; svix 1.99.1 and standardwebhooks 1.1.1 return the object. Nothing
#          fails until a field of the event is read. A wrong signature throws in all three.
# Source:  svix 2.5.0's own type declarations have undefined as the result
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the packages could not be fetched.
set -euo pipefail

sed -n '2,/^# Exit:/s/^# //p' "$0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --no-package-lock svix1@npm:svix@1.99.1 svix2@npm:svix@2.5.0 standardwebhooks@1.1.1 >log 2>&1 || { cat log; exit 2; }
cat >finding.mjs <<'JS'
import { Webhook as Svix1 } from "svix1";
import { Webhook as Svix2 } from "svix2";
import { Webhook as Standard } from "standardwebhooks";

let changed = false;
function expect(what, written, seen) {
  const same = String(written) === String(seen);
  changed ||= !same;
  console.log((same ? "as written  " : "CHANGED     ") + what + ": " + seen + (same ? "" : ` (written here: ${written})`));
}

const secret = "whsec_" + Buffer.from("a secret of this script alone").toString("base64");
const body = JSON.stringify({ type: "order.created", number: 5 });
const now = new Date();

function result(Webhook, prefix, received) {
  const webhook = new Webhook(secret);
  const headers = {
    [prefix + "-id"]: "msg_1",
    [prefix + "-timestamp"]: String(Math.floor(now.getTime() / 1000)),
    [prefix + "-signature"]: webhook.sign("msg_1", now, body),
  };
  try {
    return JSON.stringify(webhook.verify(received, headers));
  } catch (e) {
    return e.message;
  }
}

expect("svix 1.99.1", body, result(Svix1, "svix", body));
expect("svix 2.5.0", undefined, result(Svix2, "svix", body));
expect("standardwebhooks 1.1.1", body, result(Standard, "webhook", body));
for (const [name, Webhook, prefix] of [["svix 1.99.1", Svix1, "svix"], ["svix 2.5.0", Svix2, "svix"],
    ["standardwebhooks 1.1.1", Standard, "webhook"]]) {
  expect(name + ", another body", "No matching signature found", result(Webhook, prefix, body + " "));
}
process.exit(changed ? 1 : 0);
JS
node finding.mjs
