-- Makes the live end what it was.
SET session_replication_role = replica;
DELETE FROM attempt WHERE entry IN (SELECT id FROM bench_live);
DELETE FROM dial WHERE entry IN (SELECT id FROM bench_live);
DELETE FROM call_timeline WHERE call IN (SELECT id FROM bench_live);
DELETE FROM hub_request WHERE id > 9000;
UPDATE call SET state = 'WAITING', session_id = NULL WHERE id IN (SELECT id FROM bench_live WHERE what = 'free');
UPDATE outbox_entry e SET state = 'DUE', planned = planned + 1, attempt = 0, sent_at = NULL, dispatch_by = NULL, answer_by = NULL,
       due_at = ringback_now() - (300 - live.i) * interval '1 second'
    FROM bench_live live WHERE e.id = live.id AND live.what = 'free';
SET session_replication_role = origin;
