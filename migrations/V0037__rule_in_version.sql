-- The name that a call's rule had in the version that the call was made or renewed under: its cancels are found by it, however
-- often the rule was renamed since. Null where it is the present name.
ALTER TABLE call ADD COLUMN rule_in_version text;
