-- Saved projections: what follows from the log, kept so that it need not be worked out each time. No audit reads them, and
-- nothing is lost with them: `tally rebuild` makes them anew.

-- How far the log was read for a projection, and what ties it to this log, this program and this date.
CREATE TABLE {{ledger}}.bookmarks (
  projection text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  -- The leaf hash of the entry at the position: in another log it is another.
  entry_hash bytea NOT NULL,
  code_version text COLLATE "C" NOT NULL,
  valid_on text COLLATE "C" NOT NULL,
  -- The order-free digest of the rows.
  digest text COLLATE "C" NOT NULL,
  CONSTRAINT bookmarks_pkey PRIMARY KEY (projection)
);

-- How each target in force stands. `inputs` are the figures that it follows from, as the beginnings of their subjects.
CREATE TABLE {{ledger}}.statuses (
  plan text COLLATE "C" NOT NULL,
  target text COLLATE "C" NOT NULL,
  inputs text[] COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  CONSTRAINT statuses_pkey PRIMARY KEY (plan, target)
);
