-- The tenant's cost caps at the Hub, our use of them, calls that stand back for others, and keys that were refused.

-- As GET /call-limits showed them last; null where it shows none or was never read. 0 blocks what it limits.
ALTER TABLE quota
    ADD COLUMN concurrent_max    integer,
    ADD COLUMN calls_per_minute  integer,
    ADD COLUMN daily_calls_max   integer,
    ADD COLUMN daily_minutes_max integer,
    -- When a reading last succeeded.
    ADD COLUMN caps_read_at      timestamptz,
    -- From then on the first replica that looks reads them again; null is at once.
    ADD COLUMN caps_due_at       timestamptz;

-- Calls the Hub may have placed for us, for as long as a cap may count them. Not the table of attempts: that is kept for
-- ever, holds writes that ring nobody, and one attempt to start a campaign is many calls. A row is there from the claim
-- on, and goes only when the attempt is proved to have placed nothing.
CREATE TABLE dial (
    entry   uuid        NOT NULL,
    attempt integer     NOT NULL,
    at      timestamptz NOT NULL DEFAULT ringback_now(),
    calls   integer     NOT NULL DEFAULT 1 CHECK (calls > 0),
    PRIMARY KEY (entry, attempt)
);
CREATE INDEX dial_at ON dial (at) INCLUDE (calls);
INSERT INTO dial (entry, attempt, at)
    SELECT entry, attempt, claimed_at FROM attempt
    WHERE claimed_at > ringback_now() - interval '25 hours' AND (outcome IS NULL OR outcome IN ('done', 'unknown'));

-- Set for a write that stands back for those about events: it leaves them a third of every ceiling.
ALTER TABLE outbox_entry ADD COLUMN bulk boolean NOT NULL DEFAULT false;
-- The worker's list in two parts. The index without the column stays for the version before.
CREATE INDEX outbox_entry_due_call ON outbox_entry (bulk, due_at, id)
    WHERE state = 'DUE' AND held IS NULL AND kind = 'ORIGINATE';

-- The Hub's keys in the order in which this installation first ran with them, by a digest. The newest that was not
-- refused is the one whose refusal stops the account; the refusal of an older one stops only who still has it.
CREATE TABLE hub_key (
    digest     text        PRIMARY KEY,
    first_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
    refused_at timestamptz
);
-- The version before kept only the key for which it had paused.
INSERT INTO hub_key (digest, first_seen, refused_at)
    SELECT api_key, at, at FROM pause WHERE scope = 'account' AND api_key IS NOT NULL;
