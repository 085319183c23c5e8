-- A thing is one per sender and rule, whatever the source that told of it, and whatever the rule is called since.
ALTER TABLE call
    -- The party behind the source, as configured when the call was made; null: the source stands for itself.
    ADD COLUMN sender text;
-- Beside call_holds_its_thing, which serves the version before.
CREATE UNIQUE INDEX call_holds_its_senders_thing ON call (about, rule, (coalesce(sender, source))) WHERE holds_thing;

-- Every name a rule ever had. Calls and ends of names that are not in the active file still block the same thing.
CREATE TABLE rule_name (
    name  text        PRIMARY KEY,
    -- The rule that took over its calls ('was' in the rules file); null: none did.
    taken_over_by text,
    since timestamptz NOT NULL DEFAULT ringback_now(),
    CONSTRAINT rule_name_is_not_its_own_successor CHECK (taken_over_by <> name)
);
INSERT INTO rule_name (name)
    SELECT DISTINCT rule FROM call WHERE rule NOT LIKE 'campaign:%' UNION SELECT rule FROM ending UNION SELECT rule FROM thing;

-- When a person last resumed: the answer to a request that left before is no new reason to pause.
ALTER TABLE quota ADD COLUMN resumed_at timestamptz;
