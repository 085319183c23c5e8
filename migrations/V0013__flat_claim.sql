-- What a claim looks through, so that its cost depends on what it may take and not on what is finished or must wait.

-- The backlog by what can pause it: a claim steps over a paused part whole, however long that is.
CREATE INDEX outbox_entry_due_lane ON outbox_entry (kind, bulk, scopes, due_at, id)
    WHERE state = 'DUE' AND held IS NULL AND draft IS NULL;
-- What waits for a person who has just been locked.
CREATE INDEX outbox_entry_due_person ON outbox_entry (person) WHERE state = 'DUE';
-- What waits for one draft's lot, behind those of others.
CREATE INDEX outbox_entry_due_lot ON outbox_entry (lot, due_at, id)
    WHERE state = 'DUE' AND held IS NULL AND kind = 'CONTACT' AND draft IS NULL;
-- Whom a call is being made to, since whenever. (outbox_entry_may_have_rung has the persons' whole pasts.)
CREATE INDEX outbox_entry_under_way ON outbox_entry (person) WHERE state IN ('SENDING', 'STARTED');
