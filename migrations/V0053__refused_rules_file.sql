-- Why a replica refuses its rules file, so that any replica can tell. An earlier release leaves it null, and so tells nothing.
ALTER TABLE rules_file
    -- The file's errors, each {line, column, message}. Null unless the text was refused.
    ADD COLUMN errors jsonb,
    ADD CONSTRAINT rules_file_refused_for_a_reason CHECK (errors IS NULL OR jsonb_array_length(errors) > 0);
