-- Entries to plan anew. All entries but those of an older law have one value, so its ends are found at once.
CREATE INDEX outbox_entry_by_law ON outbox_entry (law) WHERE state IN ('DUE', 'STARTED') AND call IS NOT NULL;
