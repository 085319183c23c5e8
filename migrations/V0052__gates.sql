-- Two more questions of the gates: whether the person has withdrawn consent, and whether the limits of the rules file leave
-- room. An undecided event that may end the thing of a first call holds its call backs too. Otherwise as in V0047.
CREATE OR REPLACE FUNCTION outbox_gate(e outbox_entry, at timestamptz, gap interval, countries text[])
    RETURNS TABLE (gate text, until timestamptz, detail text)
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE first.gate WHEN 'own_limit' THEN 'limit' ELSE first.gate END,
           CASE first.gate
               WHEN 'window' THEN CASE WHEN e.due_at > at THEN e.due_at END
               WHEN 'limit' THEN (
                   SELECT max(nth.sent_at + make_interval(secs => most.seconds))
                   FROM unnest(e.most_calls, e.most_seconds) AS most (calls, seconds) CROSS JOIN LATERAL (
                       SELECT o.sent_at FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                       AND o.state IN ('SENDING', 'STARTED', 'UNKNOWN', 'DONE')
                       AND o.sent_at > at - make_interval(secs => most.seconds)
                       ORDER BY o.sent_at DESC OFFSET most.calls - 1 LIMIT 1) AS nth)
               WHEN 'own_limit' THEN (
                   SELECT max(nth.sent_at + make_interval(secs => most.seconds))
                   FROM call_limit most CROSS JOIN LATERAL (
                       SELECT o.sent_at FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                       AND o.state IN ('SENDING', 'STARTED', 'UNKNOWN', 'DONE')
                       AND o.sent_at > at - make_interval(secs => most.seconds)
                       AND (most.scopes IS NULL OR o.scopes && most.scopes)
                       ORDER BY o.sent_at DESC OFFSET most.calls - 1 LIMIT 1) AS nth
                   WHERE most.scopes IS NULL OR e.scopes && most.scopes)
               WHEN 'person_gap' THEN (
                   SELECT max(o.sent_at) + gap FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                   AND o.state IN ('UNKNOWN', 'DONE') AND o.sent_at > at - gap)
           END,
           CASE first.gate
               WHEN 'held' THEN coalesce(e.held, 'observed')
               WHEN 'window' THEN CASE
                   WHEN e.due_at > at THEN 'its wait or its lawful hours'
                   WHEN e.not_after <= at THEN 'its window has closed'
                   ELSE 'its hours are worked out anew, since the law or its data changed' END
               WHEN 'country' THEN coalesce(e.country, 'unknown') || ' is not in ringback.allowed-countries'
               WHEN 'pause' THEN (
                   SELECT p.scope || ': ' || p.reason FROM pause p WHERE p.scope = ANY (e.scopes) ORDER BY p.at, p.scope LIMIT 1)
               WHEN 'opt_out' THEN 'the number has opted out'
               WHEN 'consent' THEN 'the person has withdrawn consent to calls'
               WHEN 'undecided_event' THEN 'an event that may end it is not decided yet'
               WHEN 'person_gap' THEN 'another call to the same person'
               WHEN 'limit' THEN 'the law allows no more calls to the person in this time'
               WHEN 'own_limit' THEN 'the rules allow no more calls to the person in this time'
           END
    FROM (SELECT CASE
            WHEN e.held IS NOT NULL THEN 'held'
            -- The version before knows no switches, and does not hold the calls that it makes.
            WHEN EXISTS (SELECT FROM rule_switch s WHERE s.observe AND 'rule:' || s.rule = ANY (e.scopes) OFFSET 0) THEN 'held'
            WHEN e.due_at > at OR e.not_after <= at THEN 'window'
            -- A plan of the version before has no law. It goes only while no replica of this version is there to plan it anew.
            WHEN e.call IS NOT NULL AND (CASE
                WHEN e.law IS NULL THEN NOT EXISTS (SELECT FROM law WHERE seen_at > at - interval '30 seconds')
                ELSE e.law = (SELECT digest FROM law) END) IS NOT TRUE THEN 'window'
            WHEN countries IS NOT NULL AND e.person IS NOT NULL AND (e.country = ANY (countries)) IS NOT TRUE THEN 'country'
            WHEN EXISTS (SELECT FROM pause p WHERE p.scope = ANY (e.scopes) OFFSET 0) THEN 'pause'
            WHEN EXISTS (SELECT FROM opt_out n WHERE n.number = e.person OFFSET 0) THEN 'opt_out'
            WHEN e.consent_of IS NOT NULL AND EXISTS (
                SELECT FROM consent c WHERE c.person = e.person AND NOT c.given AND (e.consent_of = '*' OR c.seller = e.consent_of)
                  AND (e.consent_at IS NULL OR c.at > e.consent_at) OFFSET 0) THEN 'consent'
            -- Events that were not read, by their type.
            WHEN EXISTS (
                SELECT FROM unnest(ARRAY(
                    SELECT DISTINCT source || ':' || type FROM (
                        SELECT source, type FROM event WHERE state = 'RECEIVED' AND ends_read_for IS NULL
                        UNION ALL
                        SELECT source, type FROM event
                        WHERE state = 'RECEIVED' AND ends_read_for < (SELECT activated_at FROM rules_active)
                        UNION ALL
                        SELECT source, type FROM event
                        WHERE state = 'RECEIVED' AND ends_read_for > (SELECT activated_at FROM rules_active)) AS v)) AS unread
                WHERE unread LIKE ANY (e.cancel_on) OFFSET 0) THEN 'undecided_event'
            -- Events that were read, by the thing or the person they may end.
            WHEN EXISTS (SELECT FROM event_end) AND EXISTS (
                SELECT FROM event_end d JOIN event v ON v.id = d.event
                WHERE d.key IN ('to:' || e.person, 'about:' || (SELECT c.about FROM call c WHERE c.id = e.call),
                                'about:' || (SELECT c.callback_about FROM call c WHERE c.id = e.call))
                  AND v.state = 'RECEIVED' AND v.source || ':' || v.type LIKE ANY (e.cancel_on) OFFSET 0) THEN 'undecided_event'
            WHEN EXISTS (SELECT FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                         AND o.state IN ('SENDING', 'STARTED') OFFSET 0) THEN 'person_gap'
            WHEN EXISTS (SELECT FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                         AND o.state IN ('UNKNOWN', 'DONE') AND o.sent_at > at - gap OFFSET 0) THEN 'person_gap'
            -- Every call counts, whatever its subject: the law counts those on one.
            WHEN cardinality(e.most_calls) > 0 AND EXISTS (
                SELECT FROM unnest(e.most_calls, e.most_seconds) AS most (calls, seconds)
                WHERE (SELECT count(*) FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                       AND o.state IN ('SENDING', 'STARTED', 'UNKNOWN', 'DONE')
                       AND o.sent_at > at - make_interval(secs => most.seconds)) >= most.calls OFFSET 0) THEN 'limit'
            WHEN e.person IS NOT NULL AND EXISTS (
                SELECT FROM call_limit most
                WHERE (most.scopes IS NULL OR e.scopes && most.scopes)
                  AND (SELECT count(*) FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                       AND o.state IN ('SENDING', 'STARTED', 'UNKNOWN', 'DONE')
                       AND o.sent_at > at - make_interval(secs => most.seconds)
                       AND (most.scopes IS NULL OR o.scopes && most.scopes)) >= most.calls OFFSET 0) THEN 'own_limit'
        END AS gate OFFSET 0) AS first
    WHERE first.gate IS NOT NULL
    $$;
