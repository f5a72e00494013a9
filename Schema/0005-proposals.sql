-- Proposals: imports that one login has checked and another is to confirm. They stand outside the log, which holds nothing
-- of a proposal before it is confirmed: then the append has the proposal's id.
CREATE TABLE {{ledger}}.proposals (
  id uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  proposed_by text COLLATE "C" NOT NULL,
  -- The last position when the proposer looked: what its subjects got later is not what was proposed on.
  seen bigint NOT NULL,
  proposal text COLLATE "C" NOT NULL,
  CONSTRAINT proposals_pkey PRIMARY KEY (id),
  CONSTRAINT proposals_proposal_check CHECK (octet_length(proposal) <= 65535)
);

-- Keeps a proposal under the name of the login. The same proposal again has the first answer.
CREATE FUNCTION {{ledger}}.propose(
  proposal_id uuid, seen bigint, proposal text, OUT proposed_at timestamptz, OUT proposed_by text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  known {{ledger}}.proposals;
BEGIN
  IF session_user !~ '^[A-Za-z0-9_.@-]+$' THEN
    RAISE EXCEPTION 'a login that records has a name of letters, digits and _ . @ - only' USING ERRCODE = 'LG008';
  END IF;
  IF proposal_id IS NULL OR proposal IS NULL OR json_typeof(proposal::json) <> 'object' OR seen IS NULL
    OR seen NOT BETWEEN 1 AND (SELECT h.last_position FROM {{ledger}}.head() h) THEN
    RAISE EXCEPTION 'a proposal has an id, a position of the log and a JSON object' USING ERRCODE = 'LG004';
  END IF;
  INSERT INTO {{ledger}}.proposals (id, proposed_at, proposed_by, seen, proposal)
  SELECT proposal_id, clock_timestamp(), session_user, propose.seen, propose.proposal
  WHERE NOT EXISTS (SELECT FROM {{ledger}}.appends a WHERE a.id = proposal_id)
  ON CONFLICT ON CONSTRAINT proposals_pkey DO NOTHING;
  SELECT p.* INTO known FROM {{ledger}}.proposals p WHERE p.id = proposal_id;
  IF NOT FOUND OR known.proposed_by <> session_user OR known.proposal <> propose.proposal THEN
    RAISE EXCEPTION 'append % was made by another request', proposal_id
      USING ERRCODE = 'LG002', HINT = 'Give a new id for a new request.';
  END IF;
  proposed_at := known.proposed_at;
  proposed_by := known.proposed_by;
END
$$;

-- All proposals, and which have been confirmed, when and by whom.
CREATE FUNCTION {{ledger}}.proposals()
RETURNS TABLE (
  id uuid, proposed_at timestamptz, proposed_by text, seen bigint, proposal text, confirmed_at timestamptz,
  confirmed_by text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT p.id, p.proposed_at, p.proposed_by, p.seen, p.proposal, a.recorded_at, a.recorded_by
  FROM {{ledger}}.proposals p LEFT JOIN {{ledger}}.appends a ON a.id = p.id
  ORDER BY p.proposed_at, p.id;
END;

-- Refuses the login that proposed.
CREATE FUNCTION {{ledger}}.refuse_own_proposal(proposal_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM {{ledger}}.proposals p WHERE p.id = proposal_id AND p.proposed_by = session_user) THEN
    RAISE EXCEPTION 'proposal % is by % and is confirmed by another login', proposal_id, session_user
      USING ERRCODE = 'LG012';
  END IF;
END
$$;

-- A subject of the staged events about which something was recorded after a position, or NULL. Asked after the comparison:
-- what comes later still is found by append_staged.
CREATE FUNCTION {{ledger}}.stage_changed_since(since bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM {{ledger}}.refuse_foreign_stage('tally_stage');
  RETURN (
    SELECT e.subject FROM {{ledger}}.events e
    WHERE e.position > since AND EXISTS (SELECT FROM pg_temp.tally_stage s WHERE s.subject = e.subject)
    ORDER BY e.position LIMIT 1);
END
$$;
