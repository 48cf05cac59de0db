-- Backups that were made and restores that were tried, as told by the programs that ran them. `at` is the moment whose
-- data a backup holds, or when a drill began.
CREATE TABLE backup_runs (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind    text NOT NULL CHECK (kind IN ('backup', 'drill')),
  at      timestamptz NOT NULL,
  ok      boolean NOT NULL,
  bytes   bigint,
  took_ms bigint NOT NULL,
  detail  text NOT NULL
);

CREATE INDEX backup_runs_newest ON backup_runs (kind, at DESC) WHERE ok;

GRANT SELECT, INSERT ON backup_runs TO till_app;
