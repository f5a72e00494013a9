-- Staged appends: COPY into a temporary table of the owner's, compare, append. Everything slow happens before the gate.
--
-- A caller who could hand over a relation of his own would run his code as the owner through it: a view, a policy, a
-- default, a function. So the stage is made here, belongs to the owner, and nothing else is accepted.

CREATE FUNCTION {{ledger}}.stage_open() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  -- `ordinal` is the caller's own numbering, for example the line; it decides the order within a subject. Each event is
  -- checked as it comes in, with the shortest envelope it can get: that costs no time while the caller makes the next.
  CREATE TEMPORARY TABLE tally_stage (
    ordinal bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    data text COLLATE "C" NOT NULL,
    basis text COLLATE "C" NOT NULL,
    CHECK (
      {{ledger}}.event_defect(kind, subject, data, basis, '', '', 1, 1, false) IS NULL
      OR {{ledger}}.refuse_event({{ledger}}.event_defect(kind, subject, data, basis, '', '', 1, 1, false), subject) IS NULL)
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
-- no basis written by hand can make a cast fail. Within a JSON string each quotation mark has a backslash before it, so
-- what is found is a key; finding it costs a quarter of reading JSON.
CREATE FUNCTION {{ledger}}.published_at(basis text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN basis LIKE '%"published_at":"____-__-__T__:__:__.______Z"%'
  THEN split_part(split_part(basis, '"published_at":"', 2), '"', 1) END;

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

-- Whether the log says something about a staged subject, which lie between two. Worth asking where the log has little
-- there: all of that is put into a hash table.
CREATE FUNCTION {{ledger}}.stage_meets_log(first text, last text) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = on
AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM {{ledger}}.events e
    JOIN pg_temp.tally_stage s ON s.subject = e.subject
    WHERE e.subject BETWEEN (first COLLATE "C") AND (last COLLATE "C"));
END
$$;

-- Compares the staged events with the state before each: where a subject comes again, the one staged before; else, for an
-- event with a time of publication, the state as published then; for any other the newest. `equal` rows have the same
-- bytes and will not be appended. Counts what it found; `unchanged` are the subjects whose first row says what the log
-- says, `overtaken` those that say something else but are published before the newest state was.
--
-- `are_distinct`: the caller knows that no subject was staged twice. Then nobody looks for it; were it wrong, the second
-- event would be refused as a second first version, or be one more version.
CREATE FUNCTION {{ledger}}.stage_compare(
  are_distinct boolean,
  OUT staged bigint, OUT subjects bigint, OUT new_subjects bigint, OUT unchanged bigint, OUT overtaken bigint
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET jit = off
SET work_mem = '64MB'
SET enable_hashjoin = off
SET enable_nestloop = off
AS $$
DECLARE
  head bigint;
  first text COLLATE "C";
  last text COLLATE "C";
  in_range bigint;
  all_new boolean;
  kept bigint;
  repeated bigint;
  equal bigint;
  longest integer;
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage');
  head := coalesce((SELECT a.last_position FROM {{ledger}}.appends a ORDER BY a.number DESC LIMIT 1), 0);
  IF to_regclass('pg_temp.tally_compared') IS NOT NULL THEN
    DROP TABLE pg_temp.tally_compared, pg_temp.tally_comparison;
  END IF;
  SELECT count(*), min(s.subject), max(s.subject),
    max({{ledger}}.entry_length(s.kind, s.subject, s.data, s.basis, '', '', 1, 1))
  INTO staged, first, last, longest FROM pg_temp.tally_stage s;
  SELECT count(*) INTO in_range
  FROM (SELECT FROM {{ledger}}.events e WHERE e.subject BETWEEN first AND last LIMIT 4 * staged + 1) x;
  all_new := are_distinct AND in_range <= staged / 8 AND NOT {{ledger}}.stage_meets_log(first, last);
  -- `place` counts the rows in the order in which they will be appended, `rank` those of a subject; `seen` is the
  -- subject's version, `newest` since when its state is known; `state_...` is what is compared.
  -- Where all is new there is nothing to compare: the stage is sorted on its way into the log.
  IF all_new OR in_range = 0 THEN
    CREATE TEMPORARY TABLE tally_compared ON COMMIT DROP AS
      SELECT row_number() OVER in_order AS place, s.ordinal, s.kind, s.subject, s.data, s.basis,
        CASE WHEN NOT are_distinct AND lag(s.subject) OVER in_order = s.subject THEN 2 ELSE 1 END AS rank, 0 AS seen,
        NULL::text COLLATE "C" AS newest, false AS overtaken, NULL::integer AS state_version,
        NULL::text COLLATE "C" AS state_kind, NULL::text COLLATE "C" AS state_data, false AS equal
      FROM pg_temp.tally_stage s
      WHERE NOT all_new
      WINDOW in_order AS (ORDER BY s.subject, s.ordinal);
  ELSE
    CREATE TEMPORARY TABLE tally_doubtful (
      ordinal bigint, kind text COLLATE "C", subject text COLLATE "C", data text COLLATE "C", basis text COLLATE "C",
      rank integer, is_followed boolean, published text COLLATE "C"
    ) ON COMMIT DROP;
    IF in_range <= 4 * staged THEN
      -- Most rows of a later file say what the log says. Read beside the stage in the order of the index, the log shows
      -- which do, four times as fast as looked up one by one: what is alone and has the bytes of the only version, known
      -- by then, is only counted.
      INSERT INTO pg_temp.tally_doubtful
        SELECT s.ordinal, s.kind, s.subject, s.data, s.basis, s.rank, s.is_followed, {{ledger}}.published_at(s.basis)
        FROM (
          SELECT t.ordinal, t.kind, t.subject, t.data, t.basis,
            CASE WHEN NOT are_distinct AND lead(t.subject) OVER from_end = t.subject THEN 2 ELSE 1 END AS rank,
            NOT are_distinct AND lag(t.subject) OVER from_end = t.subject AS is_followed
          FROM pg_temp.tally_stage t
          WINDOW from_end AS (ORDER BY t.subject DESC, t.ordinal DESC)
        ) s
        LEFT JOIN (
          SELECT DISTINCT ON (e.subject) e.subject, e.version, e.kind, e.data, e.basis
          FROM {{ledger}}.events e
          WHERE e.subject BETWEEN first AND last
          ORDER BY e.subject DESC, e.version DESC
        ) n ON n.subject = s.subject
        WHERE s.rank > 1 OR s.is_followed OR (n.data = s.data AND n.kind = s.kind AND (
          n.version = 1 AND {{ledger}}.published_at(n.basis) <= {{ledger}}.published_at(s.basis)
          OR {{ledger}}.published_at(s.basis) IS NULL)) IS NOT TRUE;
    ELSE
      INSERT INTO pg_temp.tally_doubtful
        SELECT t.ordinal, t.kind, t.subject, t.data, t.basis,
          CASE WHEN NOT are_distinct AND lag(t.subject) OVER in_order = t.subject THEN 2 ELSE 1 END,
          NOT are_distinct AND lead(t.subject) OVER in_order = t.subject, {{ledger}}.published_at(t.basis)
        FROM pg_temp.tally_stage t
        WINDOW in_order AS (ORDER BY t.subject, t.ordinal)
        ORDER BY t.subject, t.ordinal;
    END IF;
    CREATE TEMPORARY TABLE tally_compared ON COMMIT DROP AS
      SELECT row_number() OVER (ORDER BY c.subject, c.ordinal) AS place, c.ordinal, c.kind, c.subject, c.data, c.basis,
        c.rank, c.seen, c.newest, c.newest > c.published IS TRUE AS overtaken, c.state_version, c.state_kind,
        c.state_data, c.equal
      FROM (
        SELECT s.*, coalesce(n.version, 0) AS seen, n.known AS newest, x.state_version, x.state_kind, x.state_data,
          coalesce(x.state_kind = s.kind AND x.state_data = s.data, false) AS equal
        FROM pg_temp.tally_doubtful s
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
        CROSS JOIN LATERAL (
          SELECT CASE WHEN y.is_there THEN coalesce(p.version, n.version) END AS state_version,
            CASE WHEN y.is_there THEN coalesce(p.kind, n.kind) END AS state_kind,
            CASE WHEN y.is_there THEN coalesce(p.data, n.data) END AS state_data
          FROM (SELECT p.version IS NOT NULL OR n.known > s.published IS NOT TRUE AS is_there) y
        ) x
      ) c
      WHERE NOT c.equal OR c.rank > 1 OR c.is_followed;
    DROP TABLE pg_temp.tally_doubtful;
  END IF;
  -- What is staged again is compared with the one before it: A after A, B is a change.
  IF NOT are_distinct AND EXISTS (SELECT FROM pg_temp.tally_compared c WHERE c.rank > 1) THEN
    UPDATE pg_temp.tally_compared l SET rank = r.rank, equal = l.kind = r.kind AND l.data = r.data
    FROM (
      SELECT c.place, row_number() OVER of_subject AS rank, lag(c.kind) OVER of_subject AS kind,
        lag(c.data) OVER of_subject AS data
      FROM pg_temp.tally_compared c
      WHERE c.subject IN (SELECT d.subject FROM pg_temp.tally_compared d WHERE d.rank > 1)
      WINDOW of_subject AS (PARTITION BY c.subject ORDER BY c.place)
    ) r
    WHERE l.rank > 1 AND r.place = l.place;
  END IF;
  SELECT count(*), count(*) FILTER (WHERE c.rank > 1), count(*) FILTER (WHERE c.equal),
    count(*) FILTER (WHERE c.rank = 1 AND c.state_kind IS NULL),
    staged - count(*) FILTER (WHERE c.rank > 1 OR NOT c.equal),
    count(*) FILTER (WHERE c.rank = 1 AND NOT c.equal AND c.overtaken)
  INTO kept, repeated, equal, new_subjects, unchanged, overtaken FROM pg_temp.tally_compared c;
  IF all_new THEN
    new_subjects := staged;
    unchanged := 0;
  END IF;
  subjects := staged - repeated;
  -- What holds for all rows: what had been appended when they were compared, or a little before; whether all are new and
  -- still in the stage, or all compared are to be appended; the length of the longest in its shortest envelope.
  CREATE TEMPORARY TABLE tally_comparison ON COMMIT DROP AS
    SELECT head, all_new, all_new OR kept = staged AND equal = 0 AS is_whole, longest;
END
$$;

-- Keeps every staged event as it is, in place of stage_compare: in the order of the ordinals, also what the log says
-- already. Each follows the version that its subject had at `since`, the last position when the caller read what he
-- answers; append_staged refuses him where the subject was written since.
CREATE FUNCTION {{ledger}}.stage_keep(since bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET jit = off
SET work_mem = '64MB'
AS $$
DECLARE
  head bigint := least(since, (SELECT a.last_position FROM {{ledger}}.appends a ORDER BY a.number DESC LIMIT 1));
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage');
  ANALYZE pg_temp.tally_stage;
  CREATE TEMPORARY TABLE tally_compared ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY s.ordinal) AS place, s.ordinal, s.kind, s.subject, s.data, s.basis,
      row_number() OVER (PARTITION BY s.subject ORDER BY s.ordinal) AS rank, coalesce(n.version, 0) AS seen,
      NULL::text COLLATE "C" AS newest, false AS overtaken, NULL::integer AS state_version,
      NULL::text COLLATE "C" AS state_kind, NULL::text COLLATE "C" AS state_data, false AS equal
    FROM pg_temp.tally_stage s
    LEFT JOIN LATERAL (
      SELECT e.version FROM {{ledger}}.events e
      WHERE e.subject = s.subject AND e.position <= head ORDER BY e.version DESC LIMIT 1
    ) n ON true;
  CREATE TEMPORARY TABLE tally_comparison ON COMMIT DROP AS
    SELECT head, false AS all_new, true AS is_whole,
      max({{ledger}}.entry_length(s.kind, s.subject, s.data, s.basis, '', '', 1, 1)) AS longest
    FROM pg_temp.tally_stage s;
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
  PERFORM {{ledger}}.refuse_foreign_stage('tally_comparison');
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
    FROM (
      SELECT t.*, {{ledger}}.published_at(t.basis) AS published
      FROM unnest(prefixes) AS p (prefix)
      JOIN pg_temp.tally_compared t
        ON t.subject >= (p.prefix || '@') COLLATE "C" AND t.subject < (p.prefix || 'A') COLLATE "C"
      OFFSET 0
    ) c
    WHERE c.rank = 1 AND NOT c.equal AND c.published < next
      AND NOT EXISTS (SELECT FROM pg_temp.tally_stage_skipped s WHERE s.ordinal = c.ordinal);
  -- The states were checked when they were appended; the time that is set is an instant.
  INSERT INTO pg_temp.tally_compared
    (ordinal, kind, subject, data, basis, rank, seen, newest, state_version, state_kind, state_data, equal)
  SELECT 9223372036854775806, coalesce(l.state_kind, 'measurement.withdrawn/1'), l.subject,
    coalesce(l.state_data, '{"withdrawn":true}'), {{ledger}}.basis_published_at(coalesce(e.basis, '{}'), next), 2,
    l.seen, l.newest, l.state_version, l.kind, l.data, false
  FROM pg_temp.tally_late l
  LEFT JOIN {{ledger}}.events e ON e.subject = l.subject AND e.version = l.state_version
  WHERE NOT l.is_followed;
  GET DIAGNOSTICS asserted = ROW_COUNT;
  INSERT INTO pg_temp.tally_compared
    (ordinal, kind, subject, data, basis, rank, seen, newest, state_version, state_kind, state_data, equal)
  SELECT 9223372036854775807, e.kind, l.subject, e.data, {{ledger}}.basis_published_at(e.basis, l.newest), 3, l.seen,
    l.newest, e.version, x.kind, x.data, false
  FROM pg_temp.tally_late l
  JOIN {{ledger}}.events e ON e.subject = l.subject AND e.version = l.seen
  CROSS JOIN LATERAL (
    SELECT CASE WHEN l.is_followed THEN l.kind ELSE coalesce(l.state_kind, 'measurement.withdrawn/1') END AS kind,
      CASE WHEN l.is_followed THEN l.data ELSE coalesce(l.state_data, '{"withdrawn":true}') END AS data
  ) x
  -- What was published at the same time as the late event is what it corrects.
  WHERE l.newest <> l.published AND (e.kind <> x.kind OR e.data <> x.data);
  DROP TABLE pg_temp.tally_late;
  UPDATE pg_temp.tally_comparison SET is_whole = false, longest = 65535;
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
    SELECT c.ordinal, c.subject, c.kind, c.data, c.state_kind, c.state_data, c.overtaken
    FROM pg_temp.tally_compared c
    WHERE c.rank = 1 AND c.state_kind IS NOT NULL AND NOT c.equal
    ORDER BY c.subject, c.ordinal;
END
$$;

-- Appends what was staged and compared, without the equal and the skipped rows, in the order of the subjects' bytes;
-- then the events given as arrays. Answers NULL positions and writes nothing where nothing is left.
CREATE FUNCTION {{ledger}}.append_staged(
  append_id uuid, hash bytea, client_time timestamptz,
  kinds text[], subjects text[], expected integer[], data text[], bases text[]
) RETURNS {{ledger}}.answer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET jit = off
SET work_mem = '64MB'
AS $$
DECLARE
  answer {{ledger}}.answer;
  compared_head bigint;
  longest integer;
  all_new boolean;
  is_whole boolean;
  stale record;
  written bigint;
  extra integer := coalesce(cardinality(append_staged.subjects), 0);
BEGIN
  IF extra <> coalesce(cardinality(kinds), 0) OR extra <> coalesce(cardinality(append_staged.expected), 0)
    OR extra <> coalesce(cardinality(append_staged.data), 0) OR extra <> coalesce(cardinality(bases), 0) THEN
    RAISE EXCEPTION 'the events beside the stage have as many of each part' USING ERRCODE = 'LG004';
  END IF;
  IF NOT EXISTS (SELECT FROM {{ledger}}.appends a WHERE a.id = append_id) THEN
    PERFORM {{ledger}}.refuse_foreign_stage('tally_stage');
    PERFORM {{ledger}}.refuse_foreign_stage('tally_stage_skipped');
    PERFORM {{ledger}}.refuse_foreign_stage('tally_stage_scope');
    PERFORM {{ledger}}.refuse_foreign_stage('tally_compared');
    PERFORM {{ledger}}.refuse_foreign_stage('tally_comparison');
    SELECT least(c.head, (SELECT min(s.since) FROM pg_temp.tally_stage_scope s)), c.all_new, c.is_whole, c.longest
    INTO compared_head, all_new, is_whole, longest FROM pg_temp.tally_comparison c;
    IF NOT is_whole OR EXISTS (SELECT FROM pg_temp.tally_stage_skipped) THEN
      is_whole := false;
      DELETE FROM pg_temp.tally_compared c
      WHERE c.equal OR EXISTS (SELECT FROM pg_temp.tally_stage_skipped s WHERE s.ordinal = c.ordinal);
      DELETE FROM pg_temp.tally_stage t
      WHERE all_new AND EXISTS (SELECT FROM pg_temp.tally_stage_skipped s WHERE s.ordinal = t.ordinal);
    END IF;
    IF extra = 0 AND NOT EXISTS (SELECT FROM pg_temp.tally_compared)
      AND NOT (all_new AND EXISTS (SELECT FROM pg_temp.tally_stage)) THEN
      answer.replayed := false;
      RETURN answer;
    END IF;
  END IF;
  answer := {{ledger}}.enter_gate(append_id, hash, client_time, false);
  IF answer.replayed THEN
    RETURN answer;
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
  JOIN (
    SELECT t.subject, t.seen FROM pg_temp.tally_compared t
    UNION ALL
    SELECT s.subject, 0 FROM pg_temp.tally_stage s WHERE all_new
  ) c ON c.subject = e.subject
  WHERE e.position > compared_head AND e.version > c.seen
  GROUP BY c.subject, c.seen
  LIMIT 1;
  IF FOUND THEN
    PERFORM {{ledger}}.refuse_version(stale.subject, stale.seen, stale.version);
  END IF;
  IF all_new THEN
    INSERT INTO {{ledger}}.events (position, append_number, version, kind, subject, data, basis)
    SELECT answer.first_position - 1 + row_number() OVER in_order, answer.number, 1, s.kind, s.subject, s.data, s.basis
    FROM pg_temp.tally_stage s
    WINDOW in_order AS (ORDER BY s.subject, s.ordinal);
  ELSIF is_whole THEN
    -- Nothing was left out: positions and versions are known, and the rows stand in their order.
    INSERT INTO {{ledger}}.events (position, append_number, version, kind, subject, data, basis)
    SELECT answer.first_position - 1 + c.place, answer.number, c.seen + c.rank, c.kind, c.subject, c.data, c.basis
    FROM pg_temp.tally_compared c;
  ELSE
    INSERT INTO {{ledger}}.events (position, append_number, version, kind, subject, data, basis)
    SELECT answer.first_position - 1 + row_number() OVER (ORDER BY c.subject, c.ordinal), answer.number,
      c.seen + row_number() OVER (PARTITION BY c.subject ORDER BY c.ordinal), c.kind, c.subject, c.data, c.basis
    FROM pg_temp.tally_compared c
    ORDER BY c.subject, c.ordinal;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  -- Position, version, login and origin have at most 19, 10, 63 and 200 bytes: shorter events need no second look.
  IF longest > 65535 - 19 - 10 - 63 - 200 THEN
    PERFORM {{ledger}}.refuse_event('the entry is longer than 65,535 bytes', e.subject)
    FROM {{ledger}}.events e
    WHERE e.position >= answer.first_position
      AND {{ledger}}.entry_length(e.kind, e.subject, e.data, e.basis, answer.recorded_by, answer.origin,
        e.position, e.version) > 65535;
  END IF;
  IF extra > 0 THEN
    PERFORM {{ledger}}.insert_events(answer.number, answer.first_position + written, answer.recorded_by, answer.origin,
      kinds, append_staged.subjects, append_staged.expected, append_staged.data, bases);
  END IF;
  answer.last_position := answer.first_position + written + extra - 1;
  INSERT INTO {{ledger}}.appends
    (number, first_position, last_position, recorded_at, id, request_hash, recorded_by, origin)
  VALUES (answer.number, answer.first_position, answer.last_position, answer.recorded_at, append_id, hash,
    answer.recorded_by, answer.origin);
  -- Until the server knows what a log holds that has grown so much, it reads it whole to find one figure: for up to a
  -- minute, if the statistics were left to autovacuum.
  IF written > 1000 + (SELECT greatest(c.reltuples, 0) / 5 FROM pg_class c
    WHERE c.oid = '{{ledger}}.events'::regclass) THEN
    ANALYZE {{ledger}}.events;
  END IF;
  RETURN answer;
END
$$;
