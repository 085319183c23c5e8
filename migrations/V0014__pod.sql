-- In which container of which pod a process runs, so that its successor there proves it dead: Kubernetes starts a
-- container again only when the one before has ended. Null outside Kubernetes, and for versions before.
ALTER TABLE worker
    ADD COLUMN pod    text,
    -- The order in which they came, which no clock can change.
    ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
CREATE INDEX worker_of_pod ON worker (pod, number) WHERE pod IS NOT NULL;
