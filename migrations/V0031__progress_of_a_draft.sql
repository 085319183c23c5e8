-- Whether a running draft gets on at the Hub, which may have restarted and dial nobody any more.
ALTER TABLE draft
    -- When a reading last showed that a running draft gets on, or that it is busy; null before the first reading.
    ADD COLUMN progress_at timestamptz,
    -- When its stop was owed because it got on no more; null if that never happened.
    ADD COLUMN stalled_at  timestamptz;
