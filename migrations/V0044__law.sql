-- Days without calls at a place, such as an emergency in a state.
CREATE TABLE blackout (
    -- Time-ordered (UUIDv7): the list's order.
    id         uuid        PRIMARY KEY,
    -- ISO 3166-1 alpha-2 or ISO 3166-2.
    place      text        NOT NULL,
    -- Local dates of the place, both inclusive.
    from_day   date        NOT NULL,
    until_day  date        NOT NULL,
    reason     text        NOT NULL,
    by_whom    text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT ringback_now(),
    CONSTRAINT blackout_ends_after_it_begins CHECK (until_day >= from_day),
    CONSTRAINT blackout_once UNIQUE (place, from_day, until_day)
);

-- The one digest of everything that hours are worked out from: packs of law, settings, black-outs, tables of places and
-- zone data. An entry that was planned by anything else is not claimed before it is planned anew.
CREATE TABLE law (
    is_only    boolean     PRIMARY KEY DEFAULT true CHECK (is_only),
    digest     text        NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT ringback_now(),
    -- When a replica that plans by this digest was last alive. Another replica takes over from none.
    seen_at    timestamptz NOT NULL DEFAULT ringback_now()
);
