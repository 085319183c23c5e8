-- The gates, once: for an entry and an instant, the first gate that says no, until when and why; no row: it may be claimed.
-- Claims, starts of drafts, the forming of drafts and the API ask this function. What concerns all entries at once (the
-- Hub's budget, the tenant's caps) is counted under the quota's lock by the claim.
--
-- A set-returning SQL function that is STABLE is inlined into the asking statement. CASE asks the gates in their order
-- and stops at the first; OFFSET 0 keeps each of them a question about one entry.
CREATE OR REPLACE FUNCTION outbox_gate(e outbox_entry, at timestamptz, gap interval, countries text[])
    RETURNS TABLE (gate text, until timestamptz, detail text)
    LANGUAGE sql STABLE
    AS $$
    SELECT first.gate,
           CASE first.gate
               WHEN 'window' THEN CASE WHEN e.due_at > at THEN e.due_at END
               WHEN 'person_gap' THEN (
                   SELECT max(o.sent_at) + gap FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                   AND o.state IN ('UNKNOWN', 'DONE') AND o.sent_at > at - gap)
           END,
           CASE first.gate
               WHEN 'held' THEN e.held
               WHEN 'window' THEN CASE WHEN e.due_at > at THEN 'its wait or its lawful hours' ELSE 'its window has closed' END
               WHEN 'country' THEN coalesce(e.country, 'unknown') || ' is not in ringback.allowed-countries'
               WHEN 'pause' THEN (
                   SELECT p.scope || ': ' || p.reason FROM pause p WHERE p.scope = ANY (e.scopes) ORDER BY p.at, p.scope LIMIT 1)
               WHEN 'opt_out' THEN 'the number has opted out'
               WHEN 'undecided_event' THEN 'an event that may end it is not decided yet'
               WHEN 'person_gap' THEN 'another call to the same person'
           END
    FROM (SELECT CASE
            WHEN e.held IS NOT NULL THEN 'held'
            WHEN e.due_at > at OR e.not_after <= at THEN 'window'
            WHEN countries IS NOT NULL AND e.person IS NOT NULL AND (e.country = ANY (countries)) IS NOT TRUE THEN 'country'
            WHEN EXISTS (SELECT FROM pause p WHERE p.scope = ANY (e.scopes) OFFSET 0) THEN 'pause'
            WHEN EXISTS (SELECT FROM opt_out n WHERE n.number = e.person OFFSET 0) THEN 'opt_out'
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
                WHERE d.key IN ('to:' || e.person, 'about:' || (SELECT c.about FROM call c WHERE c.id = e.call))
                  AND v.state = 'RECEIVED' AND v.source || ':' || v.type LIKE ANY (e.cancel_on) OFFSET 0) THEN 'undecided_event'
            WHEN EXISTS (SELECT FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                         AND o.state IN ('SENDING', 'STARTED') OFFSET 0) THEN 'person_gap'
            WHEN EXISTS (SELECT FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                         AND o.state IN ('UNKNOWN', 'DONE') AND o.sent_at > at - gap OFFSET 0) THEN 'person_gap'
        END AS gate OFFSET 0) AS first
    WHERE first.gate IS NOT NULL
    $$;
