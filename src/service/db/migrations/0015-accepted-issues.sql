-- A difference that somebody lives with: it is known, does not count as open, and is one issue until it is gone. It opens
-- again when what the two sides say changes. Of an accepted issue the columns of its resolution say who took it, and why.
ALTER TABLE issues DROP CONSTRAINT issues_status_check;
ALTER TABLE issues ADD CONSTRAINT issues_status_check CHECK (status IN ('open', 'accepted', 'resolved'));
ALTER TABLE issues DROP CONSTRAINT issues_check;
ALTER TABLE issues ADD CONSTRAINT issues_check
  CHECK ((status <> 'open') = (resolved_at IS NOT NULL AND resolved_by IS NOT NULL AND resolution IS NOT NULL));

DROP INDEX issues_open_key;
CREATE UNIQUE INDEX issues_unresolved_key ON issues (key) WHERE status <> 'resolved';
DROP INDEX issues_open_at;
CREATE INDEX issues_unresolved_at ON issues (at) WHERE status <> 'resolved';
