-- The newest state by (event_created, event_rank, event_id); older events never overwrite it.
CREATE TABLE subscriptions (
  id            text COLLATE "C" PRIMARY KEY,
  customer      text,
  status        text NOT NULL,
  currency      text NOT NULL,
  state         jsonb NOT NULL,
  event_created bigint NOT NULL,
  event_rank    smallint NOT NULL,
  event_id      text COLLATE "C" NOT NULL,
  updated_at    timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE stripe_events
  ADD COLUMN duplicates integer NOT NULL DEFAULT 0,
  ADD COLUMN waits_for text;

CREATE INDEX stripe_events_waits ON stripe_events (waits_for) WHERE waits_for IS NOT NULL;
