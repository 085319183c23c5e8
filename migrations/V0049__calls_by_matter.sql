-- The calls about one matter. Few calls have one.
CREATE INDEX call_by_matter ON call (matter) WHERE matter IS NOT NULL;
