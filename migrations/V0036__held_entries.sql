-- What a release of many calls looks through. Few entries are held.
CREATE INDEX outbox_entry_held ON outbox_entry (call) WHERE held IS NOT NULL;
