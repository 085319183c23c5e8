-- No statement finds calls by their event: the list of an event's calls comes from its decisions.
DROP INDEX call_by_event;
