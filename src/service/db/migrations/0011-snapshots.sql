-- What a closed day looked like, in each currency. A day whose figures change gets another version that says why; the
-- versions before it stay. All amounts are minor units.
CREATE TABLE snapshots (
  day           date NOT NULL,
  currency      text COLLATE "C" NOT NULL,
  version       integer NOT NULL CHECK (version > 0),
  mrr           bigint NOT NULL,
  gross         bigint NOT NULL,
  committed     bigint NOT NULL,
  arr           bigint NOT NULL,
  active        integer NOT NULL,
  new           integer NOT NULL,
  churned       integer NOT NULL,
  unpriced      integer NOT NULL,
  refunds       bigint NOT NULL,
  gross_revenue bigint NOT NULL,
  digest        text NOT NULL,
  reason        text NOT NULL,
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (day, currency, version)
);

CREATE FUNCTION snapshots_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'snapshots are never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER snapshots_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshots
  FOR EACH STATEMENT EXECUTE FUNCTION snapshots_stay();

-- Until when the daily run has seen what was recorded; what was recorded later for a closed day came late.
CREATE TABLE snapshot_catch_up (
  is_only    boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  seen_until timestamptz NOT NULL
);

ALTER TABLE payments ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now();

GRANT SELECT, INSERT ON snapshots, snapshot_catch_up TO till_app;
GRANT UPDATE (seen_until) ON snapshot_catch_up TO till_app;
GRANT UPDATE (recorded_at) ON payments TO till_app;
