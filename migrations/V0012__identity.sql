-- The PostgreSQL this installation lives in, as last accepted by its first start or by a resume. A server that differs is
-- a restore or a failover: it may not know of rings that its predecessor committed. Null until the first start.
ALTER TABLE installation
    ADD COLUMN system_identifier bigint,
    ADD COLUMN timeline          integer,
    ADD CONSTRAINT installation_identity_is_whole CHECK ((system_identifier IS NULL) = (timeline IS NULL));
