-- The rules file that each living replica sees, so that replicas with different files are noticed.
CREATE TABLE rules_file (
    worker   uuid        PRIMARY KEY REFERENCES worker ON DELETE CASCADE,
    -- Null if the file cannot be read.
    digest   text,
    -- True if a start left it inactive, because this deployment had replaced the text.
    replaced boolean     NOT NULL,
    since    timestamptz NOT NULL,
    seen_at  timestamptz NOT NULL
);
