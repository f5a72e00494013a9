-- Appending: one event, or some. Every function here runs as the owner; callers have EXECUTE and nothing else.

-- The bytes of an entry: its parts, and 184 for punctuation, the envelope's names, the append and the time.
CREATE FUNCTION {{ledger}}.entry_length(
  kind text, subject text, data text, basis text, login text, origin text, "position" bigint, version bigint
) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
RETURN octet_length(data) + octet_length(basis) + octet_length(subject) + octet_length(kind) + octet_length(login)
  + octet_length(origin) + length("position"::text) + length(version::text) + 184;

-- Says why an event may not enter the log, or NULL. `data` and `basis` must be JSON objects on one line; everything
-- else must match a grammar that needs no escape, so that no part can break out of its place in the entry.
-- `of_ledger` allows what says something about the ledger itself, and nothing else. Invalid JSON raises 22P02 or 22P05,
-- JSON that is nested too deep for the server 54001: the length is looked at first.
CREATE FUNCTION {{ledger}}.event_defect(
  kind text, subject text, data text, basis text, login text, origin text, "position" bigint, version bigint,
  of_ledger boolean
) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
  WHEN kind IS NULL OR subject IS NULL OR data IS NULL OR basis IS NULL THEN 'a part of the event is missing'
  WHEN {{ledger}}.entry_length(kind, subject, data, basis, login, origin, "position", version) > 65535
    THEN 'the entry is longer than 65,535 bytes'
  -- Most events are measurements, and regular expressions cost more than all the rest.
  WHEN kind <> 'measurement.recorded/1' AND kind !~ '^[a-z]+[.][a-z]+/[1-9][0-9]{0,3}$'
    THEN 'the kind is not written name.verb/version'
  WHEN subject ~ '[^A-Za-z0-9._+%@=,/-]'
    OR subject NOT LIKE 'figure/_%@_%@_%'
      AND (starts_with(subject, 'figure/') OR subject !~ '^[a-z]+(/[A-Za-z0-9._+%-]+)+$')
    THEN 'the subject has bytes that must be written %XX'
  -- A btree key has at most 2,704 bytes.
  WHEN octet_length(subject) > 2048 THEN 'the subject is longer than 2,048 bytes'
  WHEN CASE WHEN kind = 'measurement.recorded/1' THEN starts_with(subject, 'ledger/')
    ELSE starts_with(subject, 'ledger/') OR kind LIKE 'ledger.%' OR kind LIKE 'schema.%' END <> of_ledger
    THEN 'what the ledger says about itself is appended by tally init alone'
  WHEN data LIKE E'%\n%' OR data LIKE E'%\r%' THEN 'data has a line feed'
  WHEN basis LIKE E'%\n%' OR basis LIKE E'%\r%' THEN 'basis has a line feed'
  -- What begins with { and is JSON is an object.
  WHEN data NOT LIKE '{%}' OR data::json IS NULL THEN 'data is not a JSON object'
  WHEN basis NOT LIKE '{%}' OR basis::json IS NULL THEN 'basis is not a JSON object'
  -- U+0000 and half a surrogate pair are JSON to PostgreSQL until somebody reads the texts: that raises 22P05 or 22P02
  -- here, and not in every question that meets them afterwards.
  WHEN data LIKE '%\\u%' AND octet_length(data::json ->> '') < 0 THEN 'data is not JSON'
  WHEN basis LIKE '%\\u%' AND octet_length(basis::json ->> '') < 0 THEN 'basis is not JSON'
END;

-- What an append answers. `replayed`: its id was found, and the rest is the first answer.
CREATE TYPE {{ledger}}.answer AS (
  replayed boolean,
  number bigint,
  first_position bigint,
  last_position bigint,
  recorded_at timestamptz,
  recorded_by text,
  origin text
);

-- The way into the log: takes the gate, looks the id up and stamps time and login. The caller holds the gate afterwards,
-- until its commit is durable.
CREATE FUNCTION {{ledger}}.enter_gate(
  append_id uuid, hash bytea, client_time timestamptz, opening boolean
) RETURNS {{ledger}}.answer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  answer {{ledger}}.answer;
  now_here timestamptz;
BEGIN
  IF append_id IS NULL OR hash IS NULL OR octet_length(hash) <> 32 THEN
    RAISE EXCEPTION 'an append needs an id and a request hash of 32 bytes' USING ERRCODE = 'LG004';
  END IF;
  -- Under REPEATABLE READ the snapshot may be older than the gate: positions would be given twice.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'appends run in READ COMMITTED, not in %', upper(current_setting('transaction_isolation'))
      USING ERRCODE = 'LG006';
  END IF;
  IF session_user !~ '^[A-Za-z0-9_.@-]+$' THEN
    RAISE EXCEPTION 'a login that records has a name of letters, digits and _ . @ - only' USING ERRCODE = 'LG008';
  END IF;
  -- Holds to the end of the transaction; who resets it in the same transaction is found by the durability gate.
  IF current_setting('synchronous_commit') IN ('off', 'local') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  LOCK TABLE {{ledger}}.gate IN SHARE ROW EXCLUSIVE MODE;
  -- The next append after the newest, with the last time that is taken. One statement: each costs a snapshot.
  SELECT EXISTS (SELECT FROM {{ledger}}.appends k WHERE k.id = append_id), h.number + 1, h.last_position + 1, NULL,
    greatest(h.recorded_at, (SELECT s.settled_until FROM {{ledger}}.settlement s)), session_user, h.origin
  INTO answer
  FROM {{ledger}}.appends h
  ORDER BY h.number DESC
  LIMIT 1;
  IF answer.replayed THEN
    IF (SELECT k.request_hash FROM {{ledger}}.appends k WHERE k.id = append_id) <> hash THEN
      RAISE EXCEPTION 'append % was made by another request', append_id
        USING ERRCODE = 'LG002', HINT = 'Give a new id for a new request.';
    END IF;
    SELECT true, k.number, k.first_position, k.last_position, k.recorded_at, k.recorded_by, k.origin INTO answer
    FROM {{ledger}}.appends k WHERE k.id = append_id;
    RETURN answer;
  END IF;
  now_here := clock_timestamp();
  -- The client's stamp is from some time in this transaction: waiting for the gate or filling a stage is no wrong clock.
  IF client_time < transaction_timestamp() - interval '60 seconds' OR client_time > now_here + interval '60 seconds' THEN
    RAISE EXCEPTION 'the server''s clock says %, the client''s %: more than 60 s apart',
      to_char(now_here AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      to_char(client_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      USING ERRCODE = 'LG005', HINT = 'Set the clock that is wrong, or say that the server''s is right.';
  END IF;
  IF (answer.number IS NULL) <> opening THEN
    RAISE EXCEPTION 'the first entry of a ledger, and no other, is ledger.opened'
      USING ERRCODE = 'LG009', HINT = 'Run tally init.';
  END IF;
  IF opening THEN
    answer := ROW (false, 1, 1, NULL, NULL, session_user, NULL);
  END IF;
  IF client_time IS NOT NULL AND answer.recorded_at > now_here + interval '5 seconds' THEN
    RAISE EXCEPTION 'the ledger has been told of %, more than 5 s ahead of the server''s clock',
      to_char(answer.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      USING ERRCODE = 'LG005', HINT = 'Set the server''s clock, or say that it is right.';
  END IF;
  answer.recorded_at := greatest(now_here, answer.recorded_at + interval '1 microsecond');
  RETURN answer;
END
$$;

CREATE FUNCTION {{ledger}}.refuse_event(defect text, subject text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF defect IS NOT NULL THEN
    RAISE EXCEPTION 'refused: %', defect USING ERRCODE = 'LG004', DETAIL = coalesce(left(subject, 200), '');
  END IF;
END
$$;

CREATE FUNCTION {{ledger}}.refuse_version(subject text, expected integer, actual integer) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  -- The detail is for programs: the client reads both versions there.
  RAISE EXCEPTION '% is at version %, not at %', subject, actual, expected
    USING ERRCODE = 'LG003',
      DETAIL = '{"expected":"' || expected || '","found":"' || actual || '","subject":"' || subject || '"}';
END
$$;

-- Appends one event. `expected` is the subject's version before it: 0 for a new subject. What can be checked before the
-- gate is, so that nobody waits for it: all but the digits of the position.
CREATE FUNCTION {{ledger}}.append_event(
  append_id uuid, hash bytea, client_time timestamptz,
  kind text, subject text, expected integer, data text, basis text
) RETURNS {{ledger}}.answer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  answer {{ledger}}.answer;
  defect text := {{ledger}}.event_defect(kind, subject, data, basis, session_user, '', 1, expected::bigint + 1, false);
BEGIN
  IF defect IS NOT NULL THEN
    PERFORM {{ledger}}.refuse_event(defect, subject);
  END IF;
  answer := {{ledger}}.enter_gate(append_id, hash, client_time, false);
  IF answer.replayed THEN
    RETURN answer;
  END IF;
  IF {{ledger}}.entry_length(kind, subject, data, basis, answer.recorded_by, answer.origin, answer.first_position,
    expected::bigint + 1) > 65535 THEN
    PERFORM {{ledger}}.refuse_event('the entry is longer than 65,535 bytes', subject);
  END IF;
  -- One statement: each costs a snapshot. It writes nothing where the subject has another version.
  WITH event AS (
    INSERT INTO {{ledger}}.events (position, append_number, version, kind, subject, data, basis)
    SELECT answer.first_position, answer.number, append_event.expected + 1, append_event.kind, append_event.subject,
      append_event.data, append_event.basis
    WHERE append_event.expected = coalesce((
      SELECT e.version FROM {{ledger}}.events e
      WHERE e.subject = append_event.subject ORDER BY e.version DESC LIMIT 1), 0)
    RETURNING position
  )
  INSERT INTO {{ledger}}.appends
    (number, first_position, last_position, recorded_at, id, request_hash, recorded_by, origin)
  SELECT answer.number, e.position, e.position, answer.recorded_at, append_id, hash, answer.recorded_by, answer.origin
  FROM event e;
  IF NOT FOUND THEN
    PERFORM {{ledger}}.refuse_version(subject, coalesce(expected, -1), coalesce((
      SELECT e.version FROM {{ledger}}.events e
      WHERE e.subject = append_event.subject ORDER BY e.version DESC LIMIT 1), 0));
  END IF;
  answer.last_position := answer.first_position;
  RETURN answer;
END
$$;

-- Checks and inserts some events under the gate, in the order given. A subject may come more than once, each time one
-- version on.
CREATE FUNCTION {{ledger}}.insert_events(
  append_number bigint, first_position bigint, login text, origin text,
  kinds text[], subjects text[], expected integer[], data text[], bases text[]
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM {{ledger}}.refuse_event(x.defect, x.subject)
  FROM (
    SELECT t.subject, {{ledger}}.event_defect(t.kind, t.subject, t.data, t.basis, login, insert_events.origin,
      insert_events.first_position + t.place - 1, coalesce(t.expected, 0)::bigint + 1, false) AS defect
    FROM unnest(kinds, subjects, insert_events.expected, insert_events.data, bases) WITH ORDINALITY
      AS t (kind, subject, expected, data, basis, place)
  ) x
  WHERE x.defect IS NOT NULL;
  PERFORM {{ledger}}.refuse_version(x.subject, coalesce(x.expected, -1), (x.actual + x.rank - 1)::integer)
  FROM (
    SELECT t.subject, t.expected,
      coalesce((SELECT e.version FROM {{ledger}}.events e
        WHERE e.subject = t.subject ORDER BY e.version DESC LIMIT 1), 0) AS actual,
      row_number() OVER (PARTITION BY t.subject ORDER BY t.place) AS rank
    FROM unnest(subjects, insert_events.expected) WITH ORDINALITY AS t (subject, expected, place)
  ) x
  WHERE x.expected IS DISTINCT FROM x.actual + x.rank - 1;
  INSERT INTO {{ledger}}.events (position, append_number, version, kind, subject, data, basis)
  SELECT insert_events.first_position + t.place - 1, insert_events.append_number, t.expected + 1, t.kind, t.subject,
    t.data, t.basis
  FROM unnest(kinds, subjects, insert_events.expected, insert_events.data, bases) WITH ORDINALITY
    AS t (kind, subject, expected, data, basis, place);
END
$$;

-- Appends some events, in the order given.
CREATE FUNCTION {{ledger}}.append_events(
  append_id uuid, hash bytea, client_time timestamptz,
  kinds text[], subjects text[], expected integer[], data text[], bases text[]
) RETURNS {{ledger}}.answer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  answer {{ledger}}.answer;
  size integer := cardinality(subjects);
BEGIN
  IF size IS NULL OR size = 0 OR size <> coalesce(cardinality(kinds), 0) OR size <> coalesce(cardinality(expected), 0)
    OR size <> coalesce(cardinality(append_events.data), 0) OR size <> coalesce(cardinality(bases), 0) THEN
    RAISE EXCEPTION 'an append has at least one event, and as many of each part' USING ERRCODE = 'LG004';
  END IF;
  answer := {{ledger}}.enter_gate(append_id, hash, client_time, false);
  IF answer.replayed THEN
    RETURN answer;
  END IF;
  PERFORM {{ledger}}.insert_events(answer.number, answer.first_position, answer.recorded_by, answer.origin, kinds,
    subjects, expected, append_events.data, bases);
  answer.last_position := answer.first_position + size - 1;
  INSERT INTO {{ledger}}.appends
    (number, first_position, last_position, recorded_at, id, request_hash, recorded_by, origin)
  VALUES (answer.number, answer.first_position, answer.last_position, answer.recorded_at, append_id, hash,
    answer.recorded_by, answer.origin);
  RETURN answer;
END
$$;

-- Appends the state of the ledger itself: ledger.opened, ledger.restored or schema.changed. For tally init alone.
-- The origin that the state names holds from this entry on.
CREATE FUNCTION {{ledger}}.append_ledger_state(
  append_id uuid, hash bytea, client_time timestamptz, kind text, expected integer, data text, basis text
) RETURNS {{ledger}}.answer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  answer {{ledger}}.answer;
  defect text;
  actual_version integer;
BEGIN
  answer := {{ledger}}.enter_gate(append_id, hash, client_time, kind = 'ledger.opened/1');
  IF answer.replayed THEN
    RETURN answer;
  END IF;
  IF append_ledger_state.kind NOT IN ('ledger.opened/1', 'ledger.restored/1', 'schema.changed/1') THEN
    RAISE EXCEPTION 'refused: % is not about the ledger itself', append_ledger_state.kind USING ERRCODE = 'LG004';
  END IF;
  actual_version := coalesce(
    (SELECT e.version FROM {{ledger}}.events e WHERE e.subject = 'ledger/self' ORDER BY e.version DESC LIMIT 1), 0);
  answer.origin := append_ledger_state.data::json ->> 'origin';
  IF answer.origin ~ '^[A-Za-z0-9._/-]{1,200}$' IS NOT TRUE THEN
    defect := 'an origin is 1 to 200 letters, digits and . _ / -';
  ELSE
    defect := {{ledger}}.event_defect(append_ledger_state.kind, 'ledger/self', append_ledger_state.data,
      append_ledger_state.basis, answer.recorded_by, answer.origin, answer.first_position, actual_version + 1, true);
  END IF;
  PERFORM {{ledger}}.refuse_event(defect, 'ledger/self');
  IF append_ledger_state.expected IS DISTINCT FROM actual_version THEN
    PERFORM {{ledger}}.refuse_version('ledger/self', coalesce(append_ledger_state.expected, -1), actual_version);
  END IF;
  answer.last_position := answer.first_position;
  INSERT INTO {{ledger}}.events (position, append_number, version, kind, subject, data, basis)
  VALUES (answer.first_position, answer.number, actual_version + 1, append_ledger_state.kind, 'ledger/self',
    append_ledger_state.data, append_ledger_state.basis);
  INSERT INTO {{ledger}}.appends
    (number, first_position, last_position, recorded_at, id, request_hash, recorded_by, origin)
  VALUES (answer.number, answer.first_position, answer.last_position, answer.recorded_at, append_id, hash,
    answer.recorded_by, answer.origin);
  RETURN answer;
END
$$;
