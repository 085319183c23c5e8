-- Trouble of the Hub as all replicas know it: the breaker over all dialling, who asked to hold, and lost caps.

-- The breaker. Dialling stops unless it is CLOSED: SELECT breaker <> 'CLOSED' FROM quota.
ALTER TABLE quota
    -- OPEN: no dial is claimed; a reading of the Hub probes. HALF_OPEN: the Hub answered it, and exactly one dial may go.
    ADD COLUMN breaker            text        NOT NULL DEFAULT 'CLOSED',
    -- When dialling stopped, or when it went on last; null if it never stopped.
    ADD COLUMN breaker_since      timestamptz,
    -- Why it is not closed; null while it is.
    ADD COLUMN breaker_reason     text,
    -- Dials in a row, over all replicas, whose outcome is unknown.
    ADD COLUMN breaker_unknowns   integer     NOT NULL DEFAULT 0,
    -- When the last of them was recorded: only a dial that was claimed after it can show that the Hub answers again.
    ADD COLUMN breaker_unknown_at timestamptz,
    -- The present wait between two probes, and when the next one is due; null unless it is OPEN.
    ADD COLUMN breaker_wait       interval,
    ADD COLUMN breaker_probe_at   timestamptz,
    -- The one dial of a HALF_OPEN breaker; null until it is claimed.
    ADD COLUMN breaker_dial       uuid,
    ADD CONSTRAINT quota_breaker_known CHECK (breaker IN ('CLOSED', 'OPEN', 'HALF_OPEN')),
    ADD CONSTRAINT quota_breaker_dials_once_half_open CHECK (breaker_dial IS NULL OR breaker = 'HALF_OPEN'),
    ADD CONSTRAINT quota_breaker_probes_while_open CHECK ((breaker = 'OPEN') = (breaker_probe_at IS NOT NULL)),
    -- Why the Hub asked to send nothing until held_until.
    ADD COLUMN held_by            text,
    -- Since when the Hub shows no number for a cap that it showed before; null if none is missing.
    ADD COLUMN caps_missing_since timestamptz;
