-- detail held a sentence for a rejected row and an instant, as text, for a good row. hours_end now holds the instant: when
-- the row's first lawful hours end. This version reads and writes detail as a sentence only.
ALTER TABLE campaign_row
    ADD COLUMN hours_end timestamptz,
    -- NOT VALID: no row has hours_end yet, so the check has nothing to read while the table is locked.
    ADD CONSTRAINT campaign_row_rejected_has_no_hours CHECK (rejected IS NULL OR hours_end IS NULL) NOT VALID;

-- The version before writes detail alone and expects an instant in each good row, so the trigger keeps both columns in step.
-- A row that is older than this migration has no hours_end: this version reads its detail. Once no replica of the version
-- before is left, a later migration fills hours_end, clears detail in good rows and drops the trigger. It can then require
-- that at most one of the two is set.
CREATE FUNCTION share_hours_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.rejected IS NOT NULL THEN
        NEW.hours_end := NULL; -- the version before rejects a row without clearing it
    ELSIF NEW.detail IS NOT NULL AND NEW.detail IS DISTINCT FROM OLD.detail THEN
        NEW.hours_end := CAST(NEW.detail AS timestamptz); -- by the version before: this one writes no detail of a good row
    ELSIF NEW.hours_end IS NOT NULL THEN
        NEW.detail := to_char(NEW.hours_end AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER campaign_row_shares_hours_end BEFORE INSERT OR UPDATE ON campaign_row FOR EACH ROW
    EXECUTE FUNCTION share_hours_end();
