-- The things and persons whose calls an undecided event may end, read when the event is stored: only these calls wait for
-- its decision. An event that was not read, or under another activation of rules, holds all calls that its type may end.
ALTER TABLE event
    -- The activation of rules (rules_active.activated_at) under which it was read; null: it was not, or could not be.
    ADD COLUMN ends_read_for timestamptz;

CREATE TABLE event_end (
    -- 'about:' and the thing, or 'to:' and the number in E.164.
    key   text NOT NULL,
    event uuid NOT NULL REFERENCES event ON DELETE CASCADE,
    PRIMARY KEY (key, event)
);
-- Rows go with the decision of their event.
CREATE INDEX event_end_by_event ON event_end (event);
