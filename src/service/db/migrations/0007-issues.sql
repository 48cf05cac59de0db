-- A difference between Stripe and Till. While it lasts it is one open issue, whichever run finds it; one that comes back
-- after it was resolved is a new issue. `at` is when the object happened, `seen_at` names the last run that saw it.
CREATE TABLE issues (
  id          text COLLATE "C" PRIMARY KEY,
  key         text COLLATE "C" NOT NULL,
  kind        text NOT NULL,
  subject     text NOT NULL,
  detail      jsonb NOT NULL,
  at          timestamptz NOT NULL,
  status      text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved')),
  opened_at   timestamptz NOT NULL,
  seen_at     timestamptz NOT NULL,
  resolved_at timestamptz,
  resolved_by text,
  resolution  text,
  CHECK ((status = 'resolved') = (resolved_at IS NOT NULL AND resolved_by IS NOT NULL AND resolution IS NOT NULL))
);

CREATE UNIQUE INDEX issues_open_key ON issues (key) WHERE status = 'open';
CREATE INDEX issues_open_at ON issues (at) WHERE status = 'open';

-- Reconciliation reads each of these a window at a time.
CREATE INDEX payments_at ON payments (paid_at, payment_key);
CREATE INDEX refunds_at ON refunds (refunded_at, id);
CREATE INDEX subscriptions_at ON subscriptions (coalesce((state ->> 'created')::bigint, event_created), id);
