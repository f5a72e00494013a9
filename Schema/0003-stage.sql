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
    beyond text COLLATE "C" NOT NULL,
    since bigint NOT NULL
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

-- The time at which the source published a fact, as a text of one form, or NULL. Times are compared as such texts, so that
-- no basis written by hand can make a cast fail. LIKE costs a tenth of reading JSON, and that a fifth of a regular
-- expression.
CREATE FUNCTION {{ledger}}.published_at(basis text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN basis LIKE '%"published_at":"____-__-__T__:__:__.______Z"%' THEN basis::json ->> 'published_at' END;

-- A recorded time in the same form: from when a fact was known that has no time of publication.
CREATE FUNCTION {{ledger}}.instant_text(instant timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') COLLATE "C";

-- The times at which files were published that spoke for whole indicators, with the files' hashes.
CREATE FUNCTION {{ledger}}.vintages(indicators text[])
RETURNS TABLE (indicator text, published text, sha256 text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT DISTINCT x.code, r.published, substr(r.subject, 8)
  FROM (
    SELECT e.subject, e.data::json ->> 'published_at' AS published, e.data::json -> 'scope' AS scope
    FROM {{ledger}}.events e
    WHERE e.subject >= 'import/' COLLATE "C" AND e.subject < 'import0' COLLATE "C" AND e.kind = 'import.completed/1'
      AND strpos(e.data, '"scope"') > 0 AND strpos(e.data, '"published_at"') > 0
  ) r
  CROSS JOIN LATERAL json_array_elements_text(
    CASE WHEN json_typeof(r.scope) = 'array' THEN r.scope ELSE '[]' END) AS x (code)
  WHERE r.published IS NOT NULL AND x.code = ANY (vintages.indicators);
END;

-- Says which figures the staged events speak for, and stages a withdrawal of each that is there and was not staged.
-- Answers how many figures there are and how many of them are withdrawn. `published` is the time of the comparison, or
-- NULL for the newest states; `basis` is the withdrawals' own. `since` is the last position when the caller began to look
-- at the scope: whatever came into it later is a conflict.
CREATE FUNCTION {{ledger}}.stage_scope(
  prefixes text[], published text, basis text, since bigint, OUT live bigint, OUT absent bigint
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage');
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage_scope');
  IF EXISTS (SELECT FROM unnest(prefixes) AS p (prefix) WHERE p.prefix !~ '^figure/[A-Za-z0-9._+%-]+$') THEN
    RAISE EXCEPTION 'a scope is a list of indicators' USING ERRCODE = 'LG004';
  END IF;
  -- The byte after "@" is "A".
  INSERT INTO pg_temp.tally_stage_scope (first, beyond, since)
  SELECT DISTINCT p.prefix || '@', p.prefix || 'A', stage_scope.since FROM unnest(prefixes) AS p (prefix);
  CREATE TEMPORARY TABLE tally_stage_live ON COMMIT DROP AS
    SELECT DISTINCT ON (v.subject) v.subject, v.kind
    FROM (
      SELECT e.subject, e.version, e.kind,
        CASE WHEN published IS NOT NULL THEN
          coalesce({{ledger}}.published_at(e.basis), (
            SELECT {{ledger}}.instant_text(a.recorded_at) FROM {{ledger}}.appends a
            WHERE a.number = e.append_number)) COLLATE "C"
        END AS known
      FROM pg_temp.tally_stage_scope s
      JOIN {{ledger}}.events e ON e.subject >= s.first AND e.subject < s.beyond
      OFFSET 0
    ) v
    WHERE published IS NULL OR v.known <= published
    ORDER BY v.subject, v.known DESC, v.version DESC;
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
-- says what the log says, `overtaken` those that say something else but are published before the newest state was.
CREATE FUNCTION {{ledger}}.stage_compare(
  OUT staged bigint, OUT subjects bigint, OUT new_subjects bigint, OUT unchanged bigint, OUT overtaken bigint
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET jit = off
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
    OFFSET 0
  ) x
  WHERE x.defect IS NOT NULL
  LIMIT 1;
  PERFORM {{ledger}}.refuse_event(bad.defect, bad.subject);
  IF to_regclass('pg_temp.tally_compared') IS NOT NULL THEN
    DROP TABLE pg_temp.tally_compared;
  END IF;
  ANALYZE pg_temp.tally_stage;
  -- `seen` is the subject's version, `newest` since when its state is known; `head` is what had been appended when they
  -- were read, or a little before; `state_…` is what is compared.
  CREATE TEMPORARY TABLE tally_compared ON COMMIT DROP AS
    SELECT c.*, coalesce(c.state_kind = c.kind AND c.state_data = c.data, false) AS equal
    FROM (
      SELECT s.ordinal, s.kind, s.subject, s.data, s.basis, row_number() OVER subject_order AS rank, s.published,
        coalesce(n.version, 0) AS seen, n.known AS newest, head,
        CASE WHEN x.is_there THEN coalesce(p.version, n.version) END AS state_version,
        CASE WHEN x.is_there THEN coalesce(p.kind, n.kind) END AS state_kind,
        CASE WHEN x.is_there THEN coalesce(p.data, n.data) END AS state_data
      FROM (SELECT t.*, {{ledger}}.published_at(t.basis) AS published FROM pg_temp.tally_stage t OFFSET 0) s
      LEFT JOIN LATERAL (
        SELECT e.version, e.kind, e.data,
          CASE WHEN s.published IS NOT NULL THEN
            coalesce({{ledger}}.published_at(e.basis), (
              SELECT {{ledger}}.instant_text(a.recorded_at) FROM {{ledger}}.appends a
              WHERE a.number = e.append_number)) COLLATE "C"
          END AS known
        FROM {{ledger}}.events e
        WHERE e.subject = s.subject ORDER BY e.version DESC LIMIT 1
      ) n ON true
      -- The only version is the state as published then, or none is; of more, the last need not be the last known.
      LEFT JOIN LATERAL (
        SELECT v.version, v.kind, v.data
        FROM (
          SELECT e.version, e.kind, e.data, coalesce({{ledger}}.published_at(e.basis), (
            SELECT {{ledger}}.instant_text(a.recorded_at) FROM {{ledger}}.appends a WHERE a.number = e.append_number))
            COLLATE "C" AS known
          FROM {{ledger}}.events e
          WHERE e.subject = s.subject AND n.version > 1 AND s.published IS NOT NULL
          OFFSET 0
        ) v
        WHERE v.known <= s.published
        ORDER BY v.known DESC, v.version DESC LIMIT 1
      ) p ON true
      CROSS JOIN LATERAL (SELECT (p.version IS NOT NULL OR n.known > s.published IS NOT TRUE) AS is_there) x
      WINDOW subject_order AS (PARTITION BY s.subject ORDER BY s.ordinal)
    ) c
    ORDER BY c.subject, c.ordinal;
  ANALYZE pg_temp.tally_compared;
  -- What is staged again is compared with the one before it: A after A, B is a change.
  IF EXISTS (SELECT FROM pg_temp.tally_compared c WHERE c.rank > 1) THEN
    UPDATE pg_temp.tally_compared l SET equal = l.kind = p.kind AND l.data = p.data
    FROM pg_temp.tally_compared p
    WHERE l.rank > 1 AND p.subject = l.subject AND p.rank = l.rank - 1;
  END IF;
  SELECT count(*), count(*) FILTER (WHERE c.rank = 1), count(*) FILTER (WHERE c.rank = 1 AND c.state_kind IS NULL),
    count(*) FILTER (WHERE c.rank = 1 AND c.equal),
    count(*) FILTER (WHERE c.rank = 1 AND NOT c.equal AND c.newest > c.published)
  INTO staged, subjects, new_subjects, unchanged, overtaken FROM pg_temp.tally_compared c;
END
$$;

-- A basis with another time of publication, its keys in the order of their bytes.
CREATE FUNCTION {{ledger}}.basis_published_at(basis text, published text) RETURNS text
LANGUAGE sql STABLE
RETURN (
  SELECT '{' || string_agg(to_json(k.key)::text || ':' || k.value, ',' ORDER BY k.key COLLATE "C") || '}'
  FROM (
    SELECT j.key, j.value::text FROM json_each(basis::json) AS j WHERE j.key <> 'published_at'
    UNION ALL SELECT 'published_at', to_json(published)::text
  ) AS k (key, value)
);

-- Keeps the answers of later dates, and the newest, where late events come in between. For each event about these
-- figures that will be appended: where nothing was published after it and up to `next`, the state that held there is
-- asserted again as published at `next`; and where the newest state is another than the last that is now written, it is
-- asserted again as published when it was. What is asserted again keeps its basis but for that time. Call it last, when
-- skipped events are known. Answers how many were asserted.
CREATE FUNCTION {{ledger}}.stage_reassert(prefixes text[], next text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
DECLARE
  asserted bigint;
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_compared');
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage_skipped');
  IF next ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$' IS NOT TRUE THEN
    RAISE EXCEPTION 'the next time of publication is no instant' USING ERRCODE = 'LG004';
  END IF;
  CREATE TEMPORARY TABLE tally_late ON COMMIT DROP AS
    SELECT c.*, EXISTS (
        SELECT FROM {{ledger}}.events e
        CROSS JOIN LATERAL (
          SELECT coalesce({{ledger}}.published_at(e.basis), (
            SELECT {{ledger}}.instant_text(a.recorded_at) FROM {{ledger}}.appends a WHERE a.number = e.append_number))
            COLLATE "C" AS known
          OFFSET 0
        ) k
        WHERE e.subject = c.subject AND k.known > c.published AND k.known <= next
      ) AS is_followed
    FROM unnest(prefixes) AS p (prefix)
    JOIN pg_temp.tally_compared c
      ON c.subject >= (p.prefix || '@') COLLATE "C" AND c.subject < (p.prefix || 'A') COLLATE "C"
    WHERE c.rank = 1 AND NOT c.equal AND c.published < next
      AND NOT EXISTS (SELECT FROM pg_temp.tally_stage_skipped s WHERE s.ordinal = c.ordinal);
  -- The states were checked when they were appended; the time that is set is an instant.
  INSERT INTO pg_temp.tally_compared
    (ordinal, kind, subject, data, basis, rank, published, seen, newest, head, state_version, state_kind, state_data,
    equal)
  SELECT 9223372036854775806, coalesce(l.state_kind, 'measurement.withdrawn/1'), l.subject,
    coalesce(l.state_data, '{"withdrawn":true}'), {{ledger}}.basis_published_at(coalesce(e.basis, '{}'), next), 2, next,
    l.seen, l.newest, l.head, l.state_version, l.kind, l.data, false
  FROM pg_temp.tally_late l
  LEFT JOIN {{ledger}}.events e ON e.subject = l.subject AND e.version = l.state_version
  WHERE NOT l.is_followed;
  GET DIAGNOSTICS asserted = ROW_COUNT;
  INSERT INTO pg_temp.tally_compared
    (ordinal, kind, subject, data, basis, rank, published, seen, newest, head, state_version, state_kind, state_data,
    equal)
  SELECT 9223372036854775807, e.kind, l.subject, e.data, {{ledger}}.basis_published_at(e.basis, l.newest), 3, l.newest,
    l.seen, l.newest, l.head, e.version, x.kind, x.data, false
  FROM pg_temp.tally_late l
  JOIN {{ledger}}.events e ON e.subject = l.subject AND e.version = l.seen
  CROSS JOIN LATERAL (
    SELECT CASE WHEN l.is_followed THEN l.kind ELSE coalesce(l.state_kind, 'measurement.withdrawn/1') END AS kind,
      CASE WHEN l.is_followed THEN l.data ELSE coalesce(l.state_data, '{"withdrawn":true}') END AS data
  ) x
  -- What was published at the same time as the late event is what it corrects.
  WHERE l.newest <> l.published AND (e.kind <> x.kind OR e.data <> x.data);
  DROP TABLE pg_temp.tally_late;
  RETURN asserted + (
    SELECT count(*) FROM pg_temp.tally_compared c
    WHERE c.ordinal = 9223372036854775807 AND EXISTS (
      SELECT FROM unnest(prefixes) AS p (prefix)
      WHERE c.subject >= (p.prefix || '@') COLLATE "C" AND c.subject < (p.prefix || 'A') COLLATE "C"));
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
RETURNS TABLE (
  ordinal bigint, subject text, kind text, data text, current_kind text, current_data text, overtaken boolean
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_compared');
  RETURN QUERY
    SELECT c.ordinal, c.subject, c.kind, c.data, c.state_kind, c.state_data, c.newest > c.published IS TRUE
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
    PERFORM {{ledger}}.refuse_foreign_stage('tally_stage_scope');
    PERFORM {{ledger}}.refuse_foreign_stage('tally_compared');
    -- Where nothing is left to append, what was compared must still hold.
    SELECT least(min(c.head), (SELECT min(s.since) FROM pg_temp.tally_stage_scope s)) INTO compared_head
    FROM pg_temp.tally_compared c;
    DELETE FROM pg_temp.tally_compared c
    WHERE c.equal OR EXISTS (SELECT FROM pg_temp.tally_stage_skipped s WHERE s.ordinal = c.ordinal);
    SELECT max({{ledger}}.entry_length(c.kind, c.subject, c.data, c.basis, '', '', 1, 1))
    INTO longest FROM pg_temp.tally_compared c;
    IF longest IS NULL AND extra = 0 THEN
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
