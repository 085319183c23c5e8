-- The call backs that an end of a thing ends.
CREATE INDEX call_back_open ON call (rule, callback_about)
    WHERE callback_about IS NOT NULL AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN');
-- The call backs that a person asked for.
CREATE INDEX call_back_by_person ON call (person, created_at) WHERE callback_of IS NOT NULL;
