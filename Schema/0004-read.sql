-- What a recorder may read: the answer to an append, the head, and current states. Readers and auditors read the tables.

CREATE FUNCTION {{ledger}}.find_append(append_id uuid)
RETURNS TABLE (
  replayed boolean, number bigint, first_position bigint, last_position bigint, recorded_at timestamptz,
  recorded_by text, origin text, request_hash bytea
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT true, a.number, a.first_position, a.last_position, a.recorded_at, a.recorded_by, a.origin, a.request_hash
  FROM {{ledger}}.appends a WHERE a.id = append_id;
END;

-- The same, once no append is under way any more: what it does not find will never be there under an earlier call.
CREATE FUNCTION {{ledger}}.resolve_append(append_id uuid)
RETURNS TABLE (
  replayed boolean, number bigint, first_position bigint, last_position bigint, recorded_at timestamptz,
  recorded_by text, origin text, request_hash bytea
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  -- An older snapshot would not see what was committed while the gate was waited for.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'an append is looked for in READ COMMITTED' USING ERRCODE = 'LG006';
  END IF;
  RETURN QUERY SELECT f.* FROM {{ledger}}.find_append(append_id) f;
  IF NOT FOUND THEN
    LOCK TABLE {{ledger}}.gate IN SHARE ROW EXCLUSIVE MODE;
    RETURN QUERY SELECT f.* FROM {{ledger}}.find_append(append_id) f;
  END IF;
END
$$;

CREATE FUNCTION {{ledger}}.head(
  OUT last_position bigint, OUT recorded_at timestamptz, OUT origin text, OUT schema_version integer
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT a.last_position, a.recorded_at, a.origin, (SELECT max(m.version) FROM {{ledger}}.migrations m)
  FROM {{ledger}}.appends a ORDER BY a.number DESC LIMIT 1;
END;

-- The current state of each subject that is there.
CREATE FUNCTION {{ledger}}.current_states(subjects text[])
RETURNS TABLE (subject text, version integer, "position" bigint, kind text, data text, basis text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT c.subject, c.version, c.position, c.kind, c.data, c.basis
  FROM (SELECT DISTINCT u.subject COLLATE "C" AS subject FROM unnest(subjects) AS u (subject)) s
  CROSS JOIN LATERAL (
    SELECT e.subject, e.version, e.position, e.kind, e.data, e.basis FROM {{ledger}}.events e
    WHERE e.subject = s.subject ORDER BY e.version DESC LIMIT 1
  ) c;
END;

-- The current states of all subjects of one type, for example 'indicator'. Not for figures: there may be millions.
CREATE FUNCTION {{ledger}}.current_states_of(type text)
RETURNS TABLE (subject text, version integer, "position" bigint, kind text, data text, basis text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT DISTINCT ON (e.subject) e.subject, e.version, e.position, e.kind, e.data, e.basis
  FROM {{ledger}}.events e
  WHERE type ~ '^[a-z]+$' AND type <> 'figure'
    AND e.subject >= (type || '/') COLLATE "C" AND e.subject < (type || '0') COLLATE "C"
  ORDER BY e.subject, e.version DESC;
END;

-- Settles an instant: from now on no append will be recorded at or before it, so an answer as of it stays the same.
-- Answers the last position as of it. Call it in a transaction of its own: it waits for the gate.
CREATE FUNCTION {{ledger}}.settle(instant timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF instant IS NULL OR instant > clock_timestamp() THEN
    RAISE EXCEPTION 'the instant lies in the future' USING ERRCODE = 'LG010';
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'an instant is settled in READ COMMITTED' USING ERRCODE = 'LG006';
  END IF;
  IF NOT EXISTS (SELECT FROM {{ledger}}.appends a WHERE a.recorded_at > instant)
    AND NOT EXISTS (SELECT FROM {{ledger}}.settlement s WHERE s.settled_until >= instant) THEN
    IF current_setting('synchronous_commit') IN ('off', 'local') THEN
      PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    LOCK TABLE {{ledger}}.gate IN SHARE ROW EXCLUSIVE MODE;
    UPDATE {{ledger}}.settlement s SET settled_until = instant WHERE s.settled_until < instant;
  END IF;
  RETURN (
    SELECT a.last_position FROM {{ledger}}.appends a
    WHERE a.recorded_at <= instant ORDER BY a.recorded_at DESC LIMIT 1);
END
$$;
