-- The digest of the law that the entry was planned by; null for steps of drafts and for plans of the version before.
-- The time that backoff or the Hub allowed at the last retry; hours may make due_at later. Null before the first retry.
-- The most calls to the person in the past so many seconds, by the law at the person's places; arrays of one length.
ALTER TABLE outbox_entry
    ADD COLUMN law          text,
    ADD COLUMN planned      integer   NOT NULL DEFAULT 0,
    ADD COLUMN earliest_at  timestamptz,
    ADD COLUMN most_calls   integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN most_seconds integer[] NOT NULL DEFAULT '{}',
    -- NOT VALID: every row has the defaults, so the check has nothing to read while the table is locked.
    ADD CONSTRAINT outbox_entry_limits_are_pairs CHECK (cardinality(most_calls) = cardinality(most_seconds)) NOT VALID;

-- The version before plans anew without knowing the law. This version counts each plan; a plan that is not counted is the
-- version before's, and no law stands behind it.
CREATE FUNCTION forget_law() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.law := NULL;
    RETURN NEW;
END
$$;
CREATE TRIGGER outbox_entry_forgets_law BEFORE UPDATE ON outbox_entry FOR EACH ROW
    WHEN (OLD.law IS NOT NULL AND NEW.planned = OLD.planned
          AND (NEW.due_at, NEW.not_after, NEW.person) IS DISTINCT FROM (OLD.due_at, OLD.not_after, OLD.person))
    EXECUTE FUNCTION forget_law();
