-- What this installation is and how its clock runs. One row, for ever.
CREATE TABLE installation (
    only_row     boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    -- Marks this installation's drafts at the Hub, so that a sweep never touches another's.
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    -- Added to the database's clock; other than zero only with an emulated or loopback Hub.
    clock_offset  interval   NOT NULL DEFAULT interval '0',
    -- Whether the clock runs. Until then it may be set to any instant, afterwards it only moves on.
    clock_started boolean    NOT NULL DEFAULT false,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO installation DEFAULT VALUES;

-- The service's clock: the database's, so that replicas agree, plus the offset. Leases, quota, due times and signature
-- ages are judged by it. STABLE lets the planner use it once per statement in index conditions.
CREATE FUNCTION ringback_now() RETURNS timestamptz
    LANGUAGE sql STABLE
    AS $$ SELECT statement_timestamp() + clock_offset FROM installation $$;
