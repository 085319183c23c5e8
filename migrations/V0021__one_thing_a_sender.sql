-- The version before needs call_holds_its_thing, which a later migration drops.
CREATE UNIQUE INDEX call_holds_its_senders_thing ON call (about, rule, (coalesce(sender, source))) WHERE holds_thing;
