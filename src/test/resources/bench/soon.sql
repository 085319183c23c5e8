-- `:calls` that become due one by one, about ten a second; what was due waits till tomorrow.
SET session_replication_role = replica;
UPDATE outbox_entry SET planned = planned + 1, due_at = ringback_now() + interval '1 day'
    WHERE id IN (SELECT id FROM bench_live WHERE what = 'free');
CREATE TABLE bench_soon AS
    SELECT i, '+1505' || 3000000 + i AS person, gen_random_uuid() AS id,
           ringback_now() + interval '500 milliseconds' + (i + random() / 2) * interval '100 milliseconds' AS due_at
    FROM generate_series(1, :calls) AS i;
INSERT INTO person (number) SELECT person FROM bench_soon;
INSERT INTO call (id, source, rule, rule_version, about, person, agent, from_number, state, as_of, as_of_id, event,
                  not_before, expires_at, cancel_on, created_at)
    SELECT id, 'billing', 'rule-1', 1, 'soon_' || i, person, 'agent_0', '+12025550123', 'WAITING', due_at,
           'soon_' || i, id, due_at, due_at + interval '2 days', '{}', due_at
    FROM bench_soon;
INSERT INTO outbox_entry (id, kind, call, person, payload, state, due_at, not_after, cancel_on, scopes, law)
    SELECT id, 'ORIGINATE', id, person,
           jsonb_build_object('agent_id', 'agent_0', 'from_number', '+12025550123', 'to_number', person), 'DUE',
           due_at, due_at + interval '1 day', '{billing:invoice.paid}',
           '{all,account,agent:agent_0,number:+12025550123,rule:rule-1}', (SELECT digest FROM law)
    FROM bench_soon;
SET session_replication_role = origin;
