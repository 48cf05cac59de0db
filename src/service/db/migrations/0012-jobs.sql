-- Processes that run jobs. One that stops takes its row along; one that dies leaves it and is seen no more.
CREATE TABLE workers (
  id         text COLLATE "C" PRIMARY KEY,
  started_at timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  version    text NOT NULL
);

-- Each try of a job. `skipped` had nothing to work with. A try that failed is `retried` while tries are left, and
-- `failed` after the last one.
CREATE TABLE job_runs (
  job        text COLLATE "C" NOT NULL,
  run_id     text COLLATE "C" NOT NULL,
  try        integer NOT NULL CHECK (try > 0),
  worker     text NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at   timestamptz,
  result     text CHECK (result IN ('done', 'skipped', 'retried', 'failed')),
  words      text,
  PRIMARY KEY (job, run_id, try),
  CHECK ((ended_at IS NULL) = (result IS NULL))
);

CREATE INDEX job_runs_newest ON job_runs (job, started_at DESC);

GRANT SELECT, INSERT, UPDATE, DELETE ON workers, job_runs TO till_app;
