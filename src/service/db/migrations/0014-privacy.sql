-- Words that may speak of a person stand beside the audit chain, not in it: the chain holds a salted hash of them, so
-- that they can be erased and the chain still holds.
CREATE TABLE audit_personal (
  seq       bigint PRIMARY KEY REFERENCES audit_entries (seq),
  salt      text NOT NULL,
  words     jsonb,
  erased_at timestamptz,
  CHECK ((words IS NULL) = (erased_at IS NOT NULL))
);

-- When personal data was taken out of a raw event; its bytes are then no longer those that were signed.
ALTER TABLE stripe_events ADD COLUMN erased_at timestamptz;

-- What was erased, without the name of whom: the hash finds a subject again after an old backup was restored.
CREATE TABLE erasures (
  id           text COLLATE "C" PRIMARY KEY,
  subject_hash text NOT NULL,
  at           timestamptz NOT NULL,
  actor        text NOT NULL,
  counts       jsonb NOT NULL
);
