-- Dedupe for ever: sixteen bytes of a digest over (source, delivery id). Kept apart from the event, which may be
-- dropped one day while a late redelivery must still be known.
CREATE TABLE delivery_key (
    key   uuid PRIMARY KEY,
    event uuid NOT NULL
);

-- Ids are time-ordered (UUIDv7): newest first is the primary key backwards, and new rows meet warm pages.
CREATE TABLE event (
    id          uuid        PRIMARY KEY,
    source      text        NOT NULL,
    delivery_id text        NOT NULL,
    type        text        NOT NULL,
    state       text        NOT NULL,
    received_at timestamptz NOT NULL,
    decided_at  timestamptz,
    failure     text,
    CONSTRAINT event_state_known CHECK (state IN ('RECEIVED', 'DECIDED', 'UNREADABLE', 'FAILED')),
    CONSTRAINT event_decided_at_when_finished CHECK ((state = 'RECEIVED') = (decided_at IS NULL)),
    CONSTRAINT event_failure_when_failed CHECK ((state IN ('UNREADABLE', 'FAILED')) = (failure IS NOT NULL))
);
-- The decider's list, and what the claim's gate asks. Partial, so it stays as small as the backlog.
CREATE INDEX event_undecided ON event (id) INCLUDE (source, type) WHERE state = 'RECEIVED';
CREATE INDEX event_by_source_type ON event (source, type, id);

-- The raw bytes as signed. Apart from the event, so that they can go before it does.
CREATE TABLE event_body (
    event uuid  PRIMARY KEY REFERENCES event,
    body  bytea NOT NULL
);
-- lz4 costs a fraction of pglz's time at the same size; a server built without it keeps the default.
DO $$
BEGIN
    ALTER TABLE event_body ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'this PostgreSQL has no lz4: bodies are compressed with pglz';
END
$$;
