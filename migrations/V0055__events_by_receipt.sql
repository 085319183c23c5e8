-- Finds the events received in a span. Rows stand about in the order of their receipt, so the index is a few pages even for
-- millions of events, and costs an insert nothing. Ids are in that order too, but by the clocks of the replicas. Its creation
-- reads the table once, while deliveries wait: a second for some millions of events.
CREATE INDEX event_by_receipt ON event USING brin (received_at) WITH (autosummarize = on);
