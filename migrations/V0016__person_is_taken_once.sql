-- Taking a person is a conditional update of the person's row: of two entries of one person, the second cannot become
-- SENDING while the first is being sent or its campaign may dial. A claim that tries is rolled back whole. Only taking is
-- refused: a proof that arrives later (an unsure start that did start) moves UNKNOWN entries, and can always be stored.
ALTER TABLE person
    -- The entry that was claimed last for this person; whether it still has the person, its state says.
    ADD COLUMN taken_by uuid;

CREATE FUNCTION take_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE person p SET taken_by = NEW.id
    WHERE p.number = NEW.person
      AND NOT EXISTS (SELECT FROM outbox_entry o WHERE o.id = p.taken_by AND o.id <> NEW.id AND o.person = p.number
                      AND o.state IN ('SENDING', 'STARTED'));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'entry % cannot take its person, whom another entry has', NEW.id
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'person_is_taken_once', TABLE = 'person';
    END IF;
    RETURN NULL;
END
$$;
-- AFTER: the entries that the same statement has marked before are seen.
CREATE TRIGGER person_is_taken_once AFTER UPDATE OF state ON outbox_entry FOR EACH ROW
    WHEN (NEW.state = 'SENDING' AND OLD.state <> 'SENDING' AND NEW.person IS NOT NULL)
    EXECUTE FUNCTION take_person();
