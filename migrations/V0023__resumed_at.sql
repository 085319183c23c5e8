-- When a person last resumed: the answer to a request that left before is no new reason to pause.
ALTER TABLE quota ADD COLUMN resumed_at timestamptz;
