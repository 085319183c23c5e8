-- What somebody has to know. Alarms are what features report in their own transactions, insert only, so that no decision
-- or send ever waits for another's; the round makes alerts of them.
CREATE TABLE alarm (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind   text        NOT NULL,
    object text        NOT NULL,
    detail text        NOT NULL,
    at     timestamptz NOT NULL DEFAULT ringback_now()
);

-- A condition that holds, or alarms about one object put together. Kinds are the code's to know: a new one needs no
-- migration, and an older replica leaves it alone.
CREATE TABLE alert (
    id            uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    kind          text        NOT NULL,
    object        text        NOT NULL,
    since         timestamptz NOT NULL,
    detail        text        NOT NULL,
    -- How many calls, writes or alarms it is about, as last seen.
    count         bigint      NOT NULL CHECK (count > 0),
    fired_at      timestamptz NOT NULL DEFAULT ringback_now(),
    -- For alarms, which have no end of their own; null for conditions.
    stands_until  timestamptz,
    -- Null while it fires.
    resolved_at   timestamptz,
    -- Whether its messages were made: none are while no webhook is configured.
    told_firing   boolean     NOT NULL DEFAULT false,
    told_resolved boolean     NOT NULL DEFAULT false,
    CONSTRAINT alert_tells_its_end_after_its_beginning CHECK (NOT told_resolved OR told_firing AND resolved_at IS NOT NULL)
);
CREATE UNIQUE INDEX alert_fires_once ON alert (kind, object) WHERE resolved_at IS NULL;
-- What the round looks through to tell.
CREATE INDEX alert_resolved_untold ON alert (resolved_at) WHERE resolved_at IS NOT NULL AND told_firing AND NOT told_resolved;

-- One message to the webhook; its id is the receiver's idempotency key, its body never changes.
CREATE TABLE alert_message (
    id          uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    alert       uuid        NOT NULL REFERENCES alert ON DELETE CASCADE,
    -- The order in which one alert's messages go.
    position    bigint      GENERATED ALWAYS AS IDENTITY,
    type        text        NOT NULL CHECK (type IN ('alert.firing', 'alert.resolved')),
    body        text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT ringback_now(),
    next_try_at timestamptz NOT NULL DEFAULT ringback_now(),
    tries       integer     NOT NULL DEFAULT 0,
    -- Why the newest try failed; null before the first and after a success.
    trouble     text,
    sent_at     timestamptz,
    given_up_at timestamptz,
    CONSTRAINT alert_message_ends_once CHECK (sent_at IS NULL OR given_up_at IS NULL)
);
CREATE INDEX alert_message_waiting ON alert_message (next_try_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX alert_message_by_alert ON alert_message (alert, position);
