-- Since when the call could have gone if nothing but trouble had kept it; a backoff does not change it. Null: due_at.
ALTER TABLE outbox_entry ADD COLUMN first_due_at timestamptz;
