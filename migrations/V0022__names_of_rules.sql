-- Every name a rule ever had. Calls and ends of names that are not in the active file still block the same thing.
CREATE TABLE rule_name (
    name          text        PRIMARY KEY,
    -- The rule that took over its calls ('was' in the rules file); null: none did.
    taken_over_by text,
    since         timestamptz NOT NULL DEFAULT ringback_now(),
    CONSTRAINT rule_name_is_not_its_own_successor CHECK (taken_over_by <> name)
);
INSERT INTO rule_name (name)
    SELECT DISTINCT rule FROM call WHERE rule NOT LIKE 'campaign:%' UNION SELECT rule FROM ending UNION SELECT rule FROM thing;
