-- ISO 3166-1 country of the person's number, by which ringback.allowed-countries is a gate of the claim; null for steps of
-- drafts, and for entries of the version before until a sweep has filled it in.
ALTER TABLE outbox_entry ADD COLUMN country text;
