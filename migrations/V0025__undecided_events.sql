-- Ranges of undecided events by the activation under which they were read: the gate asks for all but the present one.
CREATE INDEX event_undecided_read_for ON event (ends_read_for, source, type) WHERE state = 'RECEIVED';
