-- When the process last said that it runs, so that dials of a killed one do not keep the others waiting. Null for versions
-- before: their dials are not waited for.
ALTER TABLE worker ADD COLUMN seen_at timestamptz;
