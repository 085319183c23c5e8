-- The database refuses a second entry that is being sent to a person while the first is, or while its campaign may dial.
-- A claim that tries is rolled back whole. Only taking is refused: a proof that arrives later moves UNKNOWN entries, such
-- as those of an unsure start that did start, and can always be stored.
CREATE FUNCTION take_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Two transactions that take one person wait for each other here; the next statement sees what the first has done.
    PERFORM FROM person WHERE number = NEW.person FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM outbox_entry o WHERE o.person = NEW.person AND o.id <> NEW.id
               AND o.state IN ('SENDING', 'STARTED')) THEN
        RAISE EXCEPTION 'entry % cannot take its person, whom another entry has', NEW.id
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'person_is_taken_once', TABLE = 'outbox_entry';
    END IF;
    RETURN NULL;
END
$$;
-- An AFTER trigger sees the entries that the same statement has marked before.
CREATE TRIGGER person_is_taken_once AFTER UPDATE OF state ON outbox_entry FOR EACH ROW
    WHEN (NEW.state = 'SENDING' AND OLD.state <> 'SENDING' AND NEW.person IS NOT NULL)
    EXECUTE FUNCTION take_person();
