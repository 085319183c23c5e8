-- The party behind the source, as configured when the call was made; null: the source stands for itself. A thing is one
-- per sender and rule, whatever the source that told of it.
ALTER TABLE call ADD COLUMN sender text;
