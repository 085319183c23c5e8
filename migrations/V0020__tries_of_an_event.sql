-- How often an event was taken up for deciding. It is counted before each try and apart from it, since a try may end the
-- process: an event that does so again and again is given up, and the others go on.
ALTER TABLE event ADD COLUMN tries integer NOT NULL DEFAULT 0;
