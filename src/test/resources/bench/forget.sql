-- Takes away what soon.sql made.
SET session_replication_role = replica;
DELETE FROM attempt WHERE entry IN (SELECT id FROM bench_soon);
DELETE FROM dial WHERE entry IN (SELECT id FROM bench_soon);
DELETE FROM call_timeline WHERE call IN (SELECT id FROM bench_soon);
DELETE FROM outbox_entry WHERE id IN (SELECT id FROM bench_soon);
DELETE FROM call WHERE id IN (SELECT id FROM bench_soon);
DELETE FROM person WHERE number IN (SELECT person FROM bench_soon);
DROP TABLE bench_soon;
SET session_replication_role = origin;
