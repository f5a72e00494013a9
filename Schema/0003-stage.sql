-- Staged appends: COPY into a temporary table of the owner's, compare, append. Everything slow happens before the gate.
--
-- A caller who could hand over a relation of his own would run his code as the owner through it: a view, a policy, a
-- default, a function. So the stage is made here, belongs to the owner, and nothing else is accepted.

CREATE FUNCTION {{ledger}}.stage_open() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  -- `ordinal` is the caller's own numbering, for example the line; it decides the order within a subject.
  CREATE TEMPORARY TABLE tally_stage (
    ordinal bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    data text COLLATE "C" NOT NULL,
    basis text COLLATE "C" NOT NULL
  ) ON COMMIT DROP;
  -- Ordinals that the caller, after comparing, does not want to append.
  CREATE TEMPORARY TABLE tally_stage_skipped (ordinal bigint NOT NULL) ON COMMIT DROP;
  -- The subjects that the staged events speak for, from `first` on and before `beyond`.
  CREATE TEMPORARY TABLE tally_stage_scope (
    first text COLLATE "C" NOT NULL,
    beyond text COLLATE "C" NOT NULL
  ) ON COMMIT DROP;
  EXECUTE format('GRANT INSERT ON pg_temp.tally_stage, pg_temp.tally_stage_skipped TO %I', session_user);
END
$$;

-- Refuses a stage table that the owner did not make: another owner, a view, rules, triggers, policies.
CREATE FUNCTION {{ledger}}.refuse_foreign_stage(stage text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_class c
    WHERE c.relname = stage AND c.relnamespace = pg_my_temp_schema()
      AND c.relkind = 'r' AND c.relpersistence = 't'
      AND c.relowner = (SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = {{ledger.literal}})
      AND NOT c.relhasrules AND NOT c.relhastriggers AND NOT c.relrowsecurity
  ) THEN
    RAISE EXCEPTION 'there is no open stage' USING ERRCODE = 'LG007', HINT = 'Call stage_open() in this transaction.';
  END IF;
END
$$;

-- From when an event was known: the time at which its source published it, else when it was recorded. Times are compared
-- as texts of one form, so that a basis written by hand cannot make a cast fail.
CREATE FUNCTION {{ledger}}.published_at(basis text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
  WHEN basis::json ->> 'published_at' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$'
    THEN basis::json ->> 'published_at'
END;

CREATE FUNCTION {{ledger}}.known_since(basis text, recorded_at timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce({{ledger}}.published_at(basis),
  to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) COLLATE "C";

-- Says which figures the staged events speak for, and stages a withdrawal of each that is there and was not staged.
-- Answers how many figures there are and how many of them are withdrawn. `published` is the time of the comparison, or
-- NULL for the newest states; `basis` is the withdrawals' own.
CREATE FUNCTION {{ledger}}.stage_scope(
  prefixes text[], published text, basis text, OUT live bigint, OUT absent bigint
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage');
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage_scope');
  IF EXISTS (SELECT FROM unnest(prefixes) AS p (prefix) WHERE p.prefix !~ '^figure/[A-Za-z0-9._+%-]+$') THEN
    RAISE EXCEPTION 'a scope is a list of indicators' USING ERRCODE = 'LG004';
  END IF;
  -- The byte after "@" is "A".
  INSERT INTO pg_temp.tally_stage_scope (first, beyond)
  SELECT p.prefix || '@', p.prefix || 'A' FROM unnest(prefixes) AS p (prefix);
  CREATE TEMPORARY TABLE tally_stage_live ON COMMIT DROP AS
    SELECT e.subject, (array_agg(e.kind ORDER BY
        CASE WHEN published IS NOT NULL THEN {{ledger}}.known_since(e.basis, a.recorded_at) END DESC, e.version DESC))[1]
      AS kind
    FROM pg_temp.tally_stage_scope s
    JOIN {{ledger}}.events e ON e.subject >= s.first AND e.subject < s.beyond
    JOIN {{ledger}}.appends a ON a.number = e.append_number
    WHERE published IS NULL OR {{ledger}}.known_since(e.basis, a.recorded_at) <= published COLLATE "C"
    GROUP BY e.subject;
  DELETE FROM pg_temp.tally_stage_live l WHERE l.kind = 'measurement.withdrawn/1';
  ANALYZE pg_temp.tally_stage;
  SELECT count(*) INTO live FROM pg_temp.tally_stage_live;
  INSERT INTO pg_temp.tally_stage (ordinal, kind, subject, data, basis)
  SELECT -row_number() OVER (ORDER BY l.subject), 'measurement.withdrawn/1', l.subject, '{"withdrawn":true}',
    stage_scope.basis
  FROM pg_temp.tally_stage_live l
  WHERE NOT EXISTS (SELECT FROM pg_temp.tally_stage s WHERE s.subject = l.subject);
  GET DIAGNOSTICS absent = ROW_COUNT;
END
$$;

-- Checks the staged events and compares each with the state before it: where a subject comes again, the one staged
-- before; else, for an event with a time of publication, the state as published then; for any other the newest. `equal`
-- rows have the same bytes and will not be appended. Counts what it found; `unchanged` are the subjects whose first row
-- says what the log says.
CREATE FUNCTION {{ledger}}.stage_compare(
  OUT staged bigint, OUT subjects bigint, OUT new_subjects bigint, OUT unchanged bigint
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  head bigint;
  bad record;
  ledger_origin text;
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage');
  SELECT a.last_position, a.origin INTO head, ledger_origin
  FROM {{ledger}}.appends a ORDER BY a.number DESC LIMIT 1;
  head := coalesce(head, 0);
  -- The shortest envelope it can get; how long it is in the end is seen when it has its position.
  SELECT x.subject, x.defect INTO bad
  FROM (
    SELECT s.subject, {{ledger}}.event_defect(s.kind, s.subject, s.data, s.basis, session_user::text, ledger_origin, 1,
      1, false) AS defect
    FROM pg_temp.tally_stage s
  ) x
  WHERE x.defect IS NOT NULL
  LIMIT 1;
  PERFORM {{ledger}}.refuse_event(bad.defect, bad.subject);
  IF to_regclass('pg_temp.tally_compared') IS NOT NULL THEN
    DROP TABLE pg_temp.tally_compared;
  END IF;
  ANALYZE pg_temp.tally_stage;
  -- `seen` is the subject's version; `head` is what had been appended when it was read, or a little before; `state_…` is
  -- what is compared.
  CREATE TEMPORARY TABLE tally_compared ON COMMIT DROP AS
    SELECT s.ordinal, s.kind, s.subject, s.data, s.basis, row_number() OVER subject_order AS rank, s.published,
      coalesce(n.version, 0) AS seen, head,
      CASE WHEN s.published IS NULL THEN n.kind ELSE p.kind END AS state_kind,
      CASE WHEN s.published IS NULL THEN n.data ELSE p.data END AS state_data,
      coalesce(CASE WHEN s.published IS NULL THEN n.kind = s.kind AND n.data = s.data
        ELSE p.kind = s.kind AND p.data = s.data END, false) AS equal
    FROM (SELECT t.*, {{ledger}}.published_at(t.basis) AS published FROM pg_temp.tally_stage t) s
    LEFT JOIN LATERAL (
      SELECT e.version, e.kind, e.data FROM {{ledger}}.events e
      WHERE e.subject = s.subject ORDER BY e.version DESC LIMIT 1
    ) n ON true
    LEFT JOIN LATERAL (
      SELECT e.kind, e.data FROM {{ledger}}.events e JOIN {{ledger}}.appends a ON a.number = e.append_number
      WHERE e.subject = s.subject AND {{ledger}}.known_since(e.basis, a.recorded_at) <= s.published COLLATE "C"
      ORDER BY {{ledger}}.known_since(e.basis, a.recorded_at) DESC, e.version DESC LIMIT 1
    ) p ON s.published IS NOT NULL AND n.version IS NOT NULL
    WINDOW subject_order AS (PARTITION BY s.subject ORDER BY s.ordinal)
    ORDER BY s.subject, s.ordinal;
  ANALYZE pg_temp.tally_compared;
  -- What is staged again is compared with the one before it: A after A, B is a change.
  IF EXISTS (SELECT FROM pg_temp.tally_compared c WHERE c.rank > 1) THEN
    UPDATE pg_temp.tally_compared l SET equal = l.kind = p.kind AND l.data = p.data
    FROM pg_temp.tally_compared p
    WHERE l.rank > 1 AND p.subject = l.subject AND p.rank = l.rank - 1;
  END IF;
  SELECT count(*), count(*) FILTER (WHERE c.rank = 1), count(*) FILTER (WHERE c.rank = 1 AND c.state_kind IS NULL),
    count(*) FILTER (WHERE c.rank = 1 AND c.equal)
  INTO staged, subjects, new_subjects, unchanged FROM pg_temp.tally_compared c;
END
$$;

-- Keeps the answers of later dates where late events come in between: for each event that will be appended and whose
-- subject has nothing published after it up to `next`, the state that held there is asserted again as published at
-- `next`. Call it last, when skipped events are known. Answers how many were asserted.
CREATE FUNCTION {{ledger}}.stage_reassert(next text, basis text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  asserted bigint;
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_compared');
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage_skipped');
  IF {{ledger}}.published_at(stage_reassert.basis) IS DISTINCT FROM next THEN
    RAISE EXCEPTION 'the basis of what is asserted again names the time' USING ERRCODE = 'LG004';
  END IF;
  -- The states were checked when they were appended; only the basis is new.
  PERFORM {{ledger}}.refuse_event({{ledger}}.event_defect(
    'measurement.withdrawn/1', 'figure/all', '{}', stage_reassert.basis, session_user::text, '', 1, 1, false),
    'figure/all');
  INSERT INTO pg_temp.tally_compared
    (ordinal, kind, subject, data, basis, rank, published, seen, head, state_kind, state_data, equal)
  SELECT 9223372036854775807, coalesce(c.state_kind, 'measurement.withdrawn/1'), c.subject,
    coalesce(c.state_data, '{"withdrawn":true}'), stage_reassert.basis, c.rank + 1, next, c.seen, c.head, c.kind, c.data,
    false
  FROM pg_temp.tally_compared c
  WHERE NOT c.equal AND c.published < next COLLATE "C"
    AND NOT EXISTS (SELECT FROM pg_temp.tally_stage_skipped s WHERE s.ordinal = c.ordinal)
    AND NOT EXISTS (
      SELECT FROM {{ledger}}.events e JOIN {{ledger}}.appends a ON a.number = e.append_number
      WHERE e.subject = c.subject AND {{ledger}}.known_since(e.basis, a.recorded_at) > c.published COLLATE "C"
        AND {{ledger}}.known_since(e.basis, a.recorded_at) <= next COLLATE "C");
  GET DIAGNOSTICS asserted = ROW_COUNT;
  RETURN asserted;
END
$$;

-- Subjects that were staged more than once: each later row beside the first.
CREATE FUNCTION {{ledger}}.stage_repetitions()
RETURNS TABLE (subject text, first_ordinal bigint, ordinal bigint, first_data text, data text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_compared');
  RETURN QUERY
    SELECT l.subject, f.ordinal, l.ordinal, f.data, l.data
    FROM pg_temp.tally_compared l
    JOIN pg_temp.tally_compared f ON f.subject = l.subject AND f.rank = 1
    WHERE l.rank > 1
    ORDER BY l.ordinal;
END
$$;

-- The first staged event of each subject that has a state of other bytes: the caller decides which say the same thing.
CREATE FUNCTION {{ledger}}.stage_differences()
RETURNS TABLE (ordinal bigint, subject text, kind text, data text, current_kind text, current_data text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_compared');
  RETURN QUERY
    SELECT c.ordinal, c.subject, c.kind, c.data, c.state_kind, c.state_data
    FROM pg_temp.tally_compared c
    WHERE c.rank = 1 AND c.state_kind IS NOT NULL AND NOT c.equal
    ORDER BY c.subject, c.ordinal;
END
$$;

-- Appends what was staged and compared, without the equal and the skipped rows, in the order of the subjects' bytes;
-- then the events given as arrays. Answers NULL positions and writes nothing where nothing is left.
CREATE FUNCTION {{ledger}}.append_staged(
  append_id uuid, hash bytea, client_time timestamptz,
  kinds text[], subjects text[], expected integer[], data text[], bases text[],
  OUT replayed boolean, OUT number bigint, OUT first_position bigint, OUT last_position bigint,
  OUT recorded_at timestamptz, OUT recorded_by text, OUT origin text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  compared_head bigint;
  longest integer;
  stale record;
  written bigint;
  extra integer := coalesce(cardinality(append_staged.subjects), 0);
BEGIN
  IF extra <> coalesce(cardinality(kinds), 0) OR extra <> coalesce(cardinality(append_staged.expected), 0)
    OR extra <> coalesce(cardinality(append_staged.data), 0) OR extra <> coalesce(cardinality(bases), 0) THEN
    RAISE EXCEPTION 'the events beside the stage have as many of each part' USING ERRCODE = 'LG004';
  END IF;
  SELECT a.number IS NOT NULL INTO replayed FROM {{ledger}}.appends a WHERE a.id = append_id;
  IF replayed IS NULL THEN
    PERFORM {{ledger}}.refuse_foreign_stage('tally_stage');
    PERFORM {{ledger}}.refuse_foreign_stage('tally_stage_skipped');
    PERFORM {{ledger}}.refuse_foreign_stage('tally_compared');
    DELETE FROM pg_temp.tally_compared c
    WHERE c.equal OR EXISTS (SELECT FROM pg_temp.tally_stage_skipped s WHERE s.ordinal = c.ordinal);
    SELECT min(c.head), max({{ledger}}.entry_length(c.kind, c.subject, c.data, c.basis, '', '', 1, 1))
    INTO compared_head, longest FROM pg_temp.tally_compared c;
    IF compared_head IS NULL AND extra = 0 THEN
      replayed := false;
      RETURN;
    END IF;
  END IF;
  SELECT g.* INTO replayed, number, first_position, last_position, recorded_at, recorded_by, origin
  FROM {{ledger}}.enter_gate(append_id, hash, client_time, false) g;
  IF replayed THEN
    RETURN;
  END IF;
  -- What was compared still holds unless one of its subjects was written since: only those positions are looked at.
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage_scope');
  IF EXISTS (
    SELECT FROM {{ledger}}.events e JOIN pg_temp.tally_stage_scope s ON e.subject >= s.first AND e.subject < s.beyond
    WHERE e.position > compared_head
  ) OR EXISTS (
    -- Another file may speak for the same scope at another time and have changed nothing.
    SELECT FROM {{ledger}}.events e
    WHERE e.position > compared_head AND e.kind = 'import.completed/1'
      AND EXISTS (SELECT FROM pg_temp.tally_stage_scope)
  ) THEN
    RAISE EXCEPTION 'another append came into the scope' USING ERRCODE = 'LG011', HINT = 'Compare again.';
  END IF;
  SELECT c.subject, c.seen, max(e.version) AS version INTO stale
  FROM {{ledger}}.events e
  JOIN pg_temp.tally_compared c ON c.subject = e.subject
  WHERE e.position > compared_head AND e.version > c.seen
  GROUP BY c.subject, c.seen
  LIMIT 1;
  IF FOUND THEN
    PERFORM {{ledger}}.refuse_version(stale.subject, stale.seen, stale.version);
  END IF;
  INSERT INTO {{ledger}}.events (position, append_number, version, kind, subject, data, basis)
  SELECT append_staged.first_position - 1 + row_number() OVER (ORDER BY c.subject, c.ordinal), append_staged.number,
    c.seen + row_number() OVER (PARTITION BY c.subject ORDER BY c.ordinal), c.kind, c.subject, c.data, c.basis
  FROM pg_temp.tally_compared c
  ORDER BY c.subject, c.ordinal;
  GET DIAGNOSTICS written = ROW_COUNT;
  -- Position, version, login and origin have at most 19, 10, 63 and 200 bytes: shorter events need no second look.
  IF longest > 65535 - 19 - 10 - 63 - 200 THEN
    PERFORM {{ledger}}.refuse_event('the entry is longer than 65,535 bytes', e.subject)
    FROM {{ledger}}.events e
    WHERE e.position >= append_staged.first_position
      AND {{ledger}}.entry_length(e.kind, e.subject, e.data, e.basis, append_staged.recorded_by, append_staged.origin,
        e.position, e.version) > 65535;
  END IF;
  IF extra > 0 THEN
    PERFORM {{ledger}}.insert_events(number, first_position + written, recorded_by, origin, kinds,
      append_staged.subjects, append_staged.expected, append_staged.data, bases);
  END IF;
  last_position := first_position + written + extra - 1;
  INSERT INTO {{ledger}}.appends
    (number, first_position, last_position, recorded_at, id, request_hash, recorded_by, origin)
  VALUES (append_staged.number, append_staged.first_position, append_staged.last_position,
    append_staged.recorded_at, append_id, hash, append_staged.recorded_by, append_staged.origin);
END
$$;
