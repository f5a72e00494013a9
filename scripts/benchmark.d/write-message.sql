\set number random(1, 1000000000000000)
SELECT * FROM category.write_message(gen_random_uuid(), '{{hash}}'::bytea, clock_timestamp(), '{{indicator}}@'::text || :number || '@2019', 'measurement.recorded/1', '{{data}}', '{{basis}}', 0);
