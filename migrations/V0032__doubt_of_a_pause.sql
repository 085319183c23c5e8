-- Why a pause of everything is more than a person's wish: nothing may be deleted at the Hub before a person has resumed.
ALTER TABLE pause
    ADD COLUMN doubt text,
    ADD CONSTRAINT pause_doubt_is_of_all CHECK (doubt IS NULL OR scope = 'all');
