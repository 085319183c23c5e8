CREATE INDEX outbox_entry_without_country ON outbox_entry (due_at) WHERE state = 'DUE' AND country IS NULL AND person IS NOT NULL;
