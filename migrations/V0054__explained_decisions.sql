-- The decisions of the last day, by rule. Rows are added in the order of time, so a few pages of ranges find them.
CREATE INDEX decision_by_time ON decision USING brin (decided_at) WITH (pages_per_range = 32, autosummarize = on);

-- The version of the rules that decided an event, also where no rule heard it: its cancels are worked out from that version.
-- No foreign key: its check would read every event under a lock. Null for events that an earlier release decided.
ALTER TABLE event ADD COLUMN rules_version integer;
