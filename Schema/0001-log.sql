-- The log: two tables that only the append functions fill and that nobody changes.

-- Which migrations this ledger has had. Bookkeeping, not part of the log; the log holds schema.changed.
CREATE TABLE {{ledger}}.migrations (
  version integer NOT NULL,
  name text NOT NULL,
  sha256 bytea NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  program text NOT NULL,
  CONSTRAINT migrations_pkey PRIMARY KEY (version),
  CONSTRAINT migrations_name_key UNIQUE (name),
  CONSTRAINT migrations_sha256_check CHECK (octet_length(sha256) = 32)
);

-- Never holds a row and no role has a right on it: locking it is what makes appends take turns.
CREATE TABLE {{ledger}}.gate ();

-- The newest instant that an as-of answer has promised to be settled: no later append may be recorded at or before it.
CREATE TABLE {{ledger}}.settlement (
  single boolean NOT NULL DEFAULT true,
  settled_until timestamptz NOT NULL,
  CONSTRAINT settlement_pkey PRIMARY KEY (single),
  CONSTRAINT settlement_single_check CHECK (single)
) WITH (fillfactor = 50);
INSERT INTO {{ledger}}.settlement (settled_until) VALUES ('-infinity');

CREATE TABLE {{ledger}}.appends (
  number bigint NOT NULL,
  first_position bigint NOT NULL,
  last_position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  id uuid NOT NULL,
  request_hash bytea NOT NULL,
  recorded_by text COLLATE "C" NOT NULL,
  origin text COLLATE "C" NOT NULL,
  CONSTRAINT appends_pkey PRIMARY KEY (number),
  CONSTRAINT appends_id_key UNIQUE (id),
  CONSTRAINT appends_recorded_at_key UNIQUE (recorded_at),
  CONSTRAINT appends_positions_check CHECK (first_position >= number AND last_position >= first_position),
  CONSTRAINT appends_request_hash_check CHECK (octet_length(request_hash) = 32)
);

-- An entry's parts. `data` and `basis` are kept byte for byte; the envelope around them follows from the columns and
-- from the append (view `entries`). Storing parts instead of the whole line halves the table and the time to read it.
CREATE TABLE {{ledger}}.events (
  position bigint NOT NULL,
  append_number bigint NOT NULL,
  version integer NOT NULL,
  kind text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  data text COLLATE "C" NOT NULL,
  basis text COLLATE "C" NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (position),
  CONSTRAINT events_subject_version_key UNIQUE (subject, version)
);

-- Written as RETURN …, its names are bound when it is made: no search_path can lead it astray, and it is inlined.
CREATE FUNCTION {{ledger}}.entry(
  append uuid, at timestamptz, basis text, recorded_by text, data text, kind text, origin text, "position" bigint,
  subject text, version integer
) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN '{"append":"' || append::text
  || '","at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  || '","basis":' || basis
  || ',"by":"' || recorded_by
  || '","data":' || data
  || ',"format":"1","kind":"' || kind
  || '","ledger":"' || origin
  || '","position":"' || "position"::text
  || '","subject":"' || subject
  || '","version":"' || version::text || '"}';

CREATE VIEW {{ledger}}.entries AS
  SELECT e.position, {{ledger}}.entry(
    a.id, a.recorded_at, e.basis, a.recorded_by, e.data, e.kind, a.origin, e.position, e.subject, e.version) AS entry
  FROM {{ledger}}.events e
  JOIN {{ledger}}.appends a ON a.number = e.append_number;

CREATE FUNCTION {{ledger}}.refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION '% on %.% is refused: the log is never rewritten', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'LG001',
      HINT = 'Record a correction, or withdraw what is wrong: both are new events.';
END
$$;

-- Row triggers stop cascades and MERGE, statement triggers stop statements that touch no row, and TRUNCATE.
-- ENABLE ALWAYS keeps them in force when session_replication_role is replica.
CREATE TRIGGER events_rows BEFORE UPDATE OR DELETE ON {{ledger}}.events
  FOR EACH ROW EXECUTE FUNCTION {{ledger}}.refuse_rewriting();
CREATE TRIGGER events_statements BEFORE UPDATE OR DELETE OR TRUNCATE ON {{ledger}}.events
  FOR EACH STATEMENT EXECUTE FUNCTION {{ledger}}.refuse_rewriting();
CREATE TRIGGER appends_rows BEFORE UPDATE OR DELETE ON {{ledger}}.appends
  FOR EACH ROW EXECUTE FUNCTION {{ledger}}.refuse_rewriting();
CREATE TRIGGER appends_statements BEFORE UPDATE OR DELETE OR TRUNCATE ON {{ledger}}.appends
  FOR EACH STATEMENT EXECUTE FUNCTION {{ledger}}.refuse_rewriting();
ALTER TABLE {{ledger}}.events ENABLE ALWAYS TRIGGER events_rows;
ALTER TABLE {{ledger}}.events ENABLE ALWAYS TRIGGER events_statements;
ALTER TABLE {{ledger}}.appends ENABLE ALWAYS TRIGGER appends_rows;
ALTER TABLE {{ledger}}.appends ENABLE ALWAYS TRIGGER appends_statements;
