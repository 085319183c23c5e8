-- Every text of the rules file that was ever active; decisions name theirs.
CREATE TABLE rules_version (
    version    integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest     text        NOT NULL UNIQUE,
    body       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT ringback_now()
);

-- One version is active for all replicas.
CREATE TABLE rules_active (
    only_row     boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    version      integer     NOT NULL REFERENCES rules_version,
    activated_at timestamptz NOT NULL
);

-- What each deployment activated last: a replica that restarts with an unchanged file does not undo a newer one.
CREATE TABLE rules_deployment (
    deployment text PRIMARY KEY,
    digest     text NOT NULL
);

-- Who did what to the installation, and when: rule activations, pauses, settlements.
CREATE TABLE audit (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT ringback_now(),
    who    text        NOT NULL,
    what   text        NOT NULL,
    object text,
    detail text
);
