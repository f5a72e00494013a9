-- A store that takes turns within a category, in the manner of message-db 1.3: one row a message, an advisory lock on the
-- category's hash, the version looked up and compared, positions from a sequence. Its checks and ids are the ledger's, so
-- that only the way of ordering differs. It has no index on the category, no clock check and no settled instants:
-- what differs beside the order is in its favour.
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

CREATE FUNCTION category.write_message(
  message_id uuid, hash bytea, stream_name text, type text, data text, metadata text, expected integer
) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
  known category.messages;
  actual integer;
  defect text;
  written bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(split_part(stream_name, '@', 1), 0));
  SELECT m.* INTO known FROM category.messages m WHERE m.id = message_id;
  IF FOUND THEN
    IF known.request_hash <> hash THEN
      RAISE EXCEPTION 'message % was made by another request', message_id;
    END IF;
    RETURN known.global_position;
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
