\set number random(1, 1000000000000000)
SELECT * FROM {{ledger}}.append_event(gen_random_uuid(), '{{hash}}'::bytea, clock_timestamp(), 'measurement.recorded/1', '{{indicator}}@'::text || :number || '@2019', 0, '{{data}}', '{{basis}}');
