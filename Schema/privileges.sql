-- Who may do what in one ledger. Idempotent; repeated after every migration. Nothing is left to PUBLIC.
REVOKE ALL ON SCHEMA {{ledger}} FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA {{ledger}} FROM PUBLIC, {{recorder}}, {{reader}}, {{auditor}}, {{projector}};
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {{ledger}} FROM PUBLIC, {{recorder}}, {{reader}}, {{auditor}}, {{projector}};
-- Not IN SCHEMA: what everybody has by default can only be taken back for the whole database.
ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} REVOKE ALL ON FUNCTIONS FROM PUBLIC;

GRANT USAGE ON SCHEMA {{ledger}} TO {{recorder}}, {{reader}}, {{auditor}}, {{projector}};

GRANT EXECUTE ON FUNCTION
  {{ledger}}.append_event(uuid, bytea, timestamptz, text, text, integer, text, text),
  {{ledger}}.append_events(uuid, bytea, timestamptz, text[], text[], integer[], text[], text[]),
  {{ledger}}.vintages(text[]),
  -- The checks of the stage run as whoever fills it.
  {{ledger}}.entry_length(text, text, text, text, text, text, bigint, bigint),
  {{ledger}}.event_defect(text, text, text, text, text, text, bigint, bigint, boolean),
  {{ledger}}.refuse_event(text, text),
  {{ledger}}.stage_open(),
  {{ledger}}.stage_scope(text[], text, text, bigint),
  {{ledger}}.stage_compare(boolean),
  {{ledger}}.stage_keep(bigint),
  {{ledger}}.stage_reassert(text[], text),
  {{ledger}}.stage_repetitions(),
  {{ledger}}.stage_differences(),
  {{ledger}}.append_staged(uuid, bytea, timestamptz, text[], text[], integer[], text[], text[]),
  {{ledger}}.find_append(uuid),
  {{ledger}}.resolve_append(uuid),
  {{ledger}}.head(),
  {{ledger}}.current_states(text[]),
  {{ledger}}.current_states_of(text),
  {{ledger}}.propose(uuid, bigint, text),
  {{ledger}}.proposals(),
  {{ledger}}.refuse_own_proposal(uuid),
  {{ledger}}.stage_changed_since(bigint)
TO {{recorder}};

GRANT SELECT ON {{ledger}}.appends, {{ledger}}.events, {{ledger}}.entries, {{ledger}}.migrations, {{ledger}}.bookmarks,
  {{ledger}}.statuses
TO {{reader}}, {{auditor}}, {{projector}};
-- The saved projections can be made anew at any time; nothing else in a ledger can be changed.
GRANT INSERT, UPDATE, DELETE ON {{ledger}}.bookmarks, {{ledger}}.statuses TO {{projector}};
GRANT EXECUTE ON FUNCTION
  {{ledger}}.entry(uuid, timestamptz, text, text, text, text, text, bigint, text, integer),
  {{ledger}}.head(),
  {{ledger}}.proposals(),
  {{ledger}}.settle(timestamptz)
TO {{reader}}, {{auditor}}, {{projector}};
