-- What a call's newest fact says beside whom to ring and when: what the agent is told, and where the person is.
ALTER TABLE call
    -- Texts by name; a campaign's row carries them.
    ADD COLUMN variables jsonb  NOT NULL DEFAULT '{}',
    -- As the payload writes them: ISO 3166-2 or a country. Every zone of each narrows the lawful window.
    ADD COLUMN places    text[] NOT NULL DEFAULT '{}',
    -- The person's own zone where the sender knows it, as the payload writes it.
    ADD COLUMN zone      text;
