-- The roles of one ledger and its database's grants. Idempotent: every run of `tally init` repeats it.
-- Nobody logs in as one of these roles; a login is made a member of recorder, reader, auditor or projector.
DO $roles$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY[{{owner.literal}}, {{recorder.literal}}, {{reader.literal}}, {{auditor.literal}}, {{projector.literal}}]
  LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role_name) THEN
      EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN NOINHERIT NOCREATEDB NOCREATEROLE', role_name);
      -- A login that is a member uses the role's rights without SET ROLE; the roles themselves inherit nothing.
    END IF;
  END LOOP;
END
$roles$;

-- TEMP lets a caller make objects whose names a definer function might meet; CONNECT is granted by role.
REVOKE ALL ON DATABASE {{database}} FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE {{database}} TO {{recorder}}, {{reader}}, {{auditor}}, {{projector}};
GRANT CREATE, TEMPORARY ON DATABASE {{database}} TO {{owner}};

-- A "read-only" login could write large objects, and any login could hold somebody else's advisory lock.
DO $functions$
DECLARE
  routine regprocedure;
BEGIN
  FOR routine IN
    SELECT p.oid::regprocedure
    FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace
      AND (p.proname ~ '^(lo_|lowrite|loread)' OR p.proname ~ '^pg_(try_)?advisory_')
      AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0))
  LOOP
    EXECUTE pg_catalog.format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', routine);
  END LOOP;
END
$functions$;
