-- Half a year of history and a small live end, in the schema that comes first in the path: `:entries` outbox entries,
-- all finished but 200. Foreign keys hold by construction and are not checked row by row.
SET session_replication_role = replica;
INSERT INTO law (digest) VALUES ('bench');

CREATE TEMPORARY TABLE past AS
    SELECT i, at, '+1300' || lpad((i::bigint * 7919 % greatest(finished / 3, 1))::text, 7, '0') AS person,
           (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text), 1, 3)
               || '8' || substr(md5(i::text), 4, 15))::uuid AS id,
           CASE WHEN i % 25 = 0 THEN 'CANCELLED' WHEN i % 33 = 0 THEN 'EXPIRED' WHEN i % 50 = 1 THEN 'REFUSED'
                WHEN i % 5000 = 7 THEN 'UNKNOWN' ELSE 'DONE' END AS state,
           i % 10 = 3 AS is_row, i % 7 AS rule
    FROM (SELECT i, finished, now - (finished - i) * (interval '180 days' / finished) - interval '1 hour' AS at
          FROM (SELECT ringback_now() AS now, :entries - 200 AS finished) AS sizes, generate_series(1, finished) AS i)
        AS times;
-- A row in ten went with a campaign of twenty rows, whose two steps are entries too.
CREATE TEMPORARY TABLE past_draft AS
    SELECT i / 200 AS n, min(at) AS at, md5('draft' || i / 200)::uuid AS id FROM past WHERE is_row GROUP BY 1, 3;

INSERT INTO rules_version (digest, body) VALUES ('bench', 'version: 1');
INSERT INTO person (number) SELECT DISTINCT person FROM past;
INSERT INTO event (id, source, delivery_id, type, state, received_at, decided_at)
    SELECT id, 'billing', 'evt_' || i, 'invoice.payment_failed', 'DECIDED', at, at FROM past;
INSERT INTO call (id, source, rule, rule_version, about, person, agent, from_number, via, state, reason, as_of, as_of_id,
                  event, not_before, expires_at, session_id, cancel_on, holds_thing, created_at)
    SELECT id, 'billing', 'rule-' || rule, 1, 'in_' || i, person, 'agent_' || rule % 3, '+12025550123',
           CASE WHEN is_row THEN 'CAMPAIGN' ELSE 'ORIGINATE' END, CASE state WHEN 'DONE' THEN 'PLACED' ELSE state END,
           CASE WHEN state <> 'DONE' THEN 'a reason' END, at, 'evt_' || i, id, at, at + interval '2 days',
           'sess_' || i, '{billing:invoice.paid,billing:invoice.voided}', state NOT IN ('REFUSED', 'EXPIRED'), at
    FROM past;
INSERT INTO call_timeline (call, at, what) SELECT id, at, lower(state) FROM past;
INSERT INTO draft (id, agent, from_number, max_concurrent, state, hub_id, stop_at, created_at)
    SELECT id, 'agent_0', '+12025550123', 3, 'SETTLED', 'cmp_' || n, at + interval '1 day', at FROM past_draft;
INSERT INTO draft_row (draft, call, number, status)
    SELECT d.id, p.id, p.person, 'completed' FROM past p JOIN past_draft d ON d.n = p.i / 200 WHERE is_row;
INSERT INTO outbox_entry (id, kind, call, person, payload, state, attempt, due_at, not_after, sent_at, cancel_on, scopes,
                          draft, lot, stop_at, law)
    SELECT p.id, CASE WHEN is_row THEN 'CONTACT' ELSE 'ORIGINATE' END, p.id, person,
           jsonb_build_object('agent_id', 'agent_' || rule % 3, 'from_number', '+12025550123', 'to_number', person),
           p.state, CASE WHEN p.state IN ('CANCELLED', 'EXPIRED') THEN 0 ELSE 1 END, p.at, p.at + interval '5 hours',
           CASE WHEN p.state NOT IN ('CANCELLED', 'EXPIRED') THEN p.at + interval '5 minutes' END,
           '{billing:invoice.paid,billing:invoice.voided}',
           ARRAY['all', 'account', 'agent:agent_' || rule % 3, 'number:+12025550123', 'rule:rule-' || rule],
           CASE WHEN p.state IN ('DONE', 'UNKNOWN') THEN d.id END, CASE WHEN is_row THEN 'agent_0|+12025550123|' END,
           CASE WHEN is_row THEN p.at + interval '1 day' END, (SELECT digest FROM law)
    FROM past p LEFT JOIN past_draft d ON is_row AND d.n = p.i / 200;
INSERT INTO outbox_entry (id, kind, payload, state, attempt, due_at, not_after, sent_at, scopes, draft)
    SELECT md5(kind || id)::uuid, kind, '{}', 'DONE', 1, at, at + interval '5 hours', at, '{all,account}', id
    FROM past_draft, unnest(ARRAY['CREATE', 'START']) AS kind;
INSERT INTO attempt (entry, attempt, worker, claimed_at, finished_at, may_have_left, outcome, detail)
    SELECT id, 1, gen_random_uuid(), sent_at, sent_at + interval '1 second', true, lower(state), 'sess'
    FROM outbox_entry WHERE attempt = 1;
INSERT INTO pause (scope, reason, who) VALUES ('agent:agent_9', 'bench', 'olaf'), ('rule:rule-9', 'bench', 'olaf');
INSERT INTO opt_out (number, id, by_whom, origin)
    SELECT number, gen_random_uuid(), 'ada', 'API' FROM person WHERE number LIKE '%77';
-- The busiest day that the Hub allows.
INSERT INTO hub_request (at) SELECT ringback_now() - i * interval '9 seconds' FROM generate_series(1, 9000) AS i;
INSERT INTO dial (entry, attempt, at)
    SELECT gen_random_uuid(), 1, ringback_now() - i * interval '9 seconds' FROM generate_series(1, 8000) AS i;

-- The live end: 100 that are due and free, 60 in the future, 20 held by a person, 20 whose cancelling event is undecided.
CREATE TABLE bench_live AS
    SELECT i, '+1202' || 3000000 + i AS person, gen_random_uuid() AS id,
           CASE WHEN i <= 100 THEN 'free' WHEN i <= 160 THEN 'future' WHEN i <= 180 THEN 'held' ELSE 'undecided' END AS what,
           i % 7 AS rule
    FROM generate_series(1, 200) AS i;
INSERT INTO person (number) SELECT person FROM bench_live;
INSERT INTO event (id, source, delivery_id, type, state, received_at)
    SELECT gen_random_uuid(), 'shop', 'wh_' || i, CASE WHEN i <= 5 THEN 'orders/cancelled' ELSE 'orders/updated' END,
           'RECEIVED', ringback_now() FROM generate_series(1, 50) AS i;
INSERT INTO call (id, source, rule, rule_version, about, person, agent, from_number, state, as_of, as_of_id, event,
                  not_before, expires_at, cancel_on, created_at)
    SELECT id, 'billing', 'rule-' || rule, 1, 'live_' || i, person, 'agent_' || rule % 3, '+12025550123', 'WAITING',
           ringback_now(), 'live_' || i, id, ringback_now(), ringback_now() + interval '2 days', '{}', ringback_now()
    FROM bench_live;
INSERT INTO outbox_entry (id, kind, call, person, payload, state, due_at, not_after, cancel_on, scopes, held, law,
                          most_calls, most_seconds)
    SELECT id, 'ORIGINATE', id, person,
           jsonb_build_object('agent_id', 'agent_' || rule % 3, 'from_number', '+12025550123', 'to_number', person), 'DUE',
           ringback_now() + CASE what WHEN 'future' THEN i * interval '1 hour' ELSE (i - 300) * interval '1 second' END,
           ringback_now() + interval '30 days',
           CASE what WHEN 'undecided' THEN '{shop:orders/cancelled}'::text[] ELSE '{billing:invoice.paid}' END,
           ARRAY['all', 'account', 'agent:agent_' || rule % 3, 'number:+12025550123', 'rule:rule-' || rule],
           CASE what WHEN 'held' THEN 'failed_cancel' END, (SELECT digest FROM law),
           -- A fifth of the persons are where the law limits calls.
           CASE WHEN i % 5 = 0 THEN '{3}'::integer[] ELSE '{}' END,
           CASE WHEN i % 5 = 0 THEN '{86400}'::integer[] ELSE '{}' END
    FROM bench_live;
DROP TABLE past, past_draft;
SET session_replication_role = origin;
