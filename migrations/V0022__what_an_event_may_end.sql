-- What an undecided event may end, read when it is stored: only calls about that thing or to that person wait for its
-- decision. An event that was not read, or under other rules than the active ones, holds all calls that its type may end.
ALTER TABLE event
    -- The rules version under which it was read; null: it was not, or could not be.
    ADD COLUMN ends_read_for integer;

CREATE TABLE event_end (
    -- 'about:' and the thing, or 'to:' and the number in E.164.
    key   text NOT NULL,
    event uuid NOT NULL REFERENCES event ON DELETE CASCADE,
    PRIMARY KEY (key, event)
);
-- Rows go with the decision of their event.
CREATE INDEX event_end_by_event ON event_end (event);
-- The events that hold by their type alone: few, as a rule.
CREATE INDEX event_undecided_unread ON event (source, type) WHERE state = 'RECEIVED' AND ends_read_for IS NULL;
CREATE INDEX event_undecided_read_for ON event (ends_read_for) WHERE state = 'RECEIVED';

ALTER TABLE outbox_entry
    -- ISO 3166-1 country of the person's number, by which ringback.allowed-countries is a gate of the claim; null for steps
    -- of drafts, and for entries of the version before until a sweep has filled it in.
    ADD COLUMN country text;
CREATE INDEX outbox_entry_without_country ON outbox_entry (id) WHERE state = 'DUE' AND country IS NULL AND person IS NOT NULL;
