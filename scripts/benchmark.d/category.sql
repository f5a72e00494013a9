-- A store that takes turns within a category, in the manner of message-db 1.3: one row a message, an advisory lock on the
-- category's hash, the version looked up and compared, positions from a sequence, an index that finds a category's
-- messages in their order. Its checks and ids are the ledger's, so that what differs is the way of ordering, and what the
-- ledger alone has: a row for each append, and no time before one that a reader was told is settled.
CREATE SCHEMA category;
CREATE TABLE category.messages (
  global_position bigint GENERATED ALWAYS AS IDENTITY,
  position integer NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  id uuid NOT NULL,
  request_hash bytea NOT NULL,
  recorded_by text COLLATE "C" NOT NULL,
  stream_name text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  data text COLLATE "C" NOT NULL,
  metadata text COLLATE "C" NOT NULL,
  CONSTRAINT messages_pkey PRIMARY KEY (global_position),
  CONSTRAINT messages_id_key UNIQUE (id),
  CONSTRAINT messages_stream_key UNIQUE (stream_name, position),
  CONSTRAINT messages_request_hash_check CHECK (octet_length(request_hash) = 32)
);

CREATE FUNCTION category.category(stream_name text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN split_part(stream_name, '@', 1);

CREATE INDEX messages_category ON category.messages (category.category(stream_name), global_position);

CREATE FUNCTION category.write_message(
  message_id uuid, hash bytea, client_time timestamptz, stream_name text, type text, data text, metadata text,
  expected integer
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  known category.messages;
  actual integer;
  defect text;
  written bigint;
BEGIN
  IF message_id IS NULL OR hash IS NULL OR octet_length(hash) <> 32 THEN
    RAISE EXCEPTION 'a message needs an id and a request hash of 32 bytes';
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'messages are written in READ COMMITTED';
  END IF;
  IF session_user !~ '^[A-Za-z0-9_.@-]+$' THEN
    RAISE EXCEPTION 'a login that records has a name of letters, digits and _ . @ - only';
  END IF;
  IF current_setting('synchronous_commit') IN ('off', 'local') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(category.category(stream_name), 0));
  SELECT m.* INTO known FROM category.messages m WHERE m.id = message_id;
  IF FOUND THEN
    IF known.request_hash <> hash THEN
      RAISE EXCEPTION 'message % was made by another request', message_id;
    END IF;
    RETURN known.global_position;
  END IF;
  IF client_time < transaction_timestamp() - interval '60 seconds'
    OR client_time > clock_timestamp() + interval '60 seconds' THEN
    RAISE EXCEPTION 'the clocks are more than 60 s apart';
  END IF;
  actual := coalesce((
    SELECT m.position FROM category.messages m WHERE m.stream_name = write_message.stream_name
    ORDER BY m.position DESC LIMIT 1), 0);
  defect := {{ledger}}.event_defect(type, stream_name, data, metadata, session_user, '{{origin}}', 1, actual + 1, false);
  IF defect IS NOT NULL THEN
    RAISE EXCEPTION 'refused: %', defect;
  END IF;
  IF expected <> actual THEN
    RAISE EXCEPTION '% is at version %, not at %', stream_name, actual, expected;
  END IF;
  INSERT INTO category.messages (position, id, request_hash, recorded_by, stream_name, type, data, metadata)
  VALUES (actual + 1, message_id, hash, session_user, write_message.stream_name, write_message.type,
    write_message.data, write_message.metadata)
  RETURNING global_position INTO written;
  RETURN written;
END
$$;
