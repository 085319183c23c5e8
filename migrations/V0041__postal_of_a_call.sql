-- The person's postal code as the payload has it, behind its country: 'US 90210'. Null: none.
-- waits_until is the end of the call's own wait. not_before also holds its lawful hours, which change with the law.
-- told_by is the event that both are of. The version before changes event alone; both are then out of date and not used.
-- next_postal belongs to next, whose form the version before must be able to read.
ALTER TABLE call
    ADD COLUMN postal      text,
    ADD COLUMN waits_until timestamptz,
    ADD COLUMN told_by     uuid,
    ADD COLUMN next_postal text;
