-- A ledger that came from elsewhere belongs to whom it belonged there: a copy of a database to the original's roles, a
-- dump restored without owners to whoever restored it. Here it gets the roles of its own database, and no others.
DO $adopt$
DECLARE
  object record;
  stranger record;
BEGIN
  FOR object IN
    SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END AS type,
      c.oid::regclass::text AS name
    FROM pg_catalog.pg_class c
    WHERE c.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = {{ledger.literal}})
      AND c.relkind IN ('r', 'v', 'c')
    UNION ALL
    SELECT 'ROUTINE', p.oid::regprocedure::text
    FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = {{ledger.literal}})
  LOOP
    EXECUTE pg_catalog.format('ALTER %s %s OWNER TO %I', object.type, object.name, {{owner.literal}});
  END LOOP;
  EXECUTE pg_catalog.format('ALTER SCHEMA %I OWNER TO %I', {{ledger.literal}}, {{owner.literal}});
  FOR stranger IN
    SELECT DISTINCT pg_catalog.pg_get_userbyid(a.grantee) AS name
    FROM (
      SELECT n.nspacl AS acl FROM pg_catalog.pg_namespace n WHERE n.nspname = {{ledger.literal}}
      UNION ALL
      SELECT c.relacl FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = {{ledger.literal}}
      UNION ALL
      SELECT p.proacl FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = {{ledger.literal}}
    ) g
    CROSS JOIN LATERAL pg_catalog.aclexplode(g.acl) a
    WHERE a.grantee <> 0 AND pg_catalog.pg_get_userbyid(a.grantee) <> {{owner.literal}}
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON SCHEMA %I FROM %I', {{ledger.literal}}, stranger.name);
    EXECUTE pg_catalog.format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I', {{ledger.literal}}, stranger.name);
    EXECUTE pg_catalog.format('REVOKE ALL ON ALL ROUTINES IN SCHEMA %I FROM %I', {{ledger.literal}}, stranger.name);
  END LOOP;
END
$adopt$;
