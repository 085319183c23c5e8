-- What tells one installation from another, beside the server of V0012: a copy of a database has the same server and
-- timeline, and rings for real once it meets a real Hub. Null until the first start of this version, which fills them in.
ALTER TABLE installation
    -- pg_database.oid: another one after CREATE DATABASE ... TEMPLATE, or a dump restored into another database.
    ADD COLUMN database_oid  bigint,
    -- The oid of this table: another one after a dump was restored. No later migration may drop and create the table.
    ADD COLUMN table_oid     bigint,
    -- Where the JDBC connection leads to. 'localhost' stands for every name of this machine.
    ADD COLUMN database_host text,
    ADD COLUMN database_port integer,
    -- The Hub's base address; 'loopback' stands for every address of this machine, where no phone rings.
    ADD COLUMN hub_address   text,
    -- The Hub's account, as far as the key or the configuration tells it; null where neither does.
    ADD COLUMN hub_account   text,
    -- When a first start or a person accepted all of this, by the server's own clock.
    ADD COLUMN accepted_at   timestamptz,
    ADD CONSTRAINT installation_database_is_whole CHECK ((database_oid IS NULL) = (table_oid IS NULL)),
    ADD CONSTRAINT installation_host_is_whole CHECK ((database_host IS NULL) = (database_port IS NULL));
