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

-- Checks the staged events and compares each with the state before it: the current one or, where a subject comes
-- again, the one staged before. `equal` rows have the same bytes and will not be appended. Counts what it found;
-- `unchanged` are the subjects whose first row says what the log says.
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
  -- `seen` is the version compared with; `head` is what had been appended when it was read, or a little before.
  CREATE TEMPORARY TABLE tally_compared ON COMMIT DROP AS
    SELECT s.ordinal, s.kind, s.subject, s.data, s.basis, row_number() OVER subject_order AS rank,
      coalesce(c.version, 0) AS seen, coalesce(c.kind = s.kind AND c.data = s.data, false) AS equal, head
    FROM pg_temp.tally_stage s
    LEFT JOIN LATERAL (
      SELECT e.version, e.kind, e.data FROM {{ledger}}.events e
      WHERE e.subject = s.subject ORDER BY e.version DESC LIMIT 1
    ) c ON true
    WINDOW subject_order AS (PARTITION BY s.subject ORDER BY s.ordinal)
    ORDER BY s.subject, s.ordinal;
  ANALYZE pg_temp.tally_compared;
  -- What is staged again is compared with the one before it: A after A, B is a change.
  IF EXISTS (SELECT FROM pg_temp.tally_compared c WHERE c.rank > 1) THEN
    UPDATE pg_temp.tally_compared l SET equal = l.kind = p.kind AND l.data = p.data
    FROM pg_temp.tally_compared p
    WHERE l.rank > 1 AND p.subject = l.subject AND p.rank = l.rank - 1;
  END IF;
  SELECT count(*), count(*) FILTER (WHERE c.rank = 1), count(*) FILTER (WHERE c.rank = 1 AND c.seen = 0),
    count(*) FILTER (WHERE c.rank = 1 AND c.equal)
  INTO staged, subjects, new_subjects, unchanged FROM pg_temp.tally_compared c;
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

-- The first staged event of each subject that exists with other bytes: the caller decides which say the same thing.
CREATE FUNCTION {{ledger}}.stage_differences()
RETURNS TABLE (ordinal bigint, subject text, kind text, data text, current_kind text, current_data text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_compared');
  RETURN QUERY
    SELECT c.ordinal, c.subject, c.kind, c.data, e.kind, e.data
    FROM pg_temp.tally_compared c
    JOIN {{ledger}}.events e ON e.subject = c.subject AND e.version = c.seen
    WHERE c.rank = 1 AND c.seen > 0 AND NOT c.equal
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
