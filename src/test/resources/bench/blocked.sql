-- Ten thousand calls that were due before all others, of a rule that is paused.
SET session_replication_role = replica;
INSERT INTO pause (scope, reason, who) VALUES ('rule:paused', 'bench', 'olaf');
CREATE TEMPORARY TABLE blocked AS
    SELECT i, '+1404' || lpad(i::text, 7, '0') AS person, gen_random_uuid() AS id FROM generate_series(1, 10000) AS i;
INSERT INTO person (number) SELECT person FROM blocked;
INSERT INTO call (id, source, rule, rule_version, about, person, agent, from_number, state, as_of, as_of_id, event,
                  not_before, expires_at, cancel_on, created_at)
    SELECT id, 'billing', 'paused', 1, 'blocked_' || i, person, 'agent_0', '+12025550123', 'WAITING', ringback_now(),
           'blocked_' || i, id, ringback_now(), ringback_now() + interval '2 days', '{}', ringback_now()
    FROM blocked;
INSERT INTO outbox_entry (id, kind, call, person, payload, state, due_at, not_after, cancel_on, scopes, law)
    SELECT id, 'ORIGINATE', id, person,
           jsonb_build_object('agent_id', 'agent_0', 'from_number', '+12025550123', 'to_number', person), 'DUE',
           ringback_now() - interval '2 hours' - i * interval '1 millisecond', ringback_now() + interval '30 days',
           '{billing:invoice.paid}', '{all,account,agent:agent_0,number:+12025550123,rule:paused}',
           (SELECT digest FROM law)
    FROM blocked;
DROP TABLE blocked;
SET session_replication_role = origin;
