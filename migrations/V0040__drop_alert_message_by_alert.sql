-- The search for a message to send asks waiting messages only, and finds them by the index on those.
DROP INDEX alert_message_by_alert;
