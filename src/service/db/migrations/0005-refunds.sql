-- One row per refund at Stripe, keyed by its id: whoever asks for it and however often it is told, it counts once.
CREATE TABLE refunds (
  id             text COLLATE "C" PRIMARY KEY,
  order_id       text COLLATE "C" NOT NULL REFERENCES orders (id),
  payment_key    text COLLATE "C" NOT NULL REFERENCES payments (payment_key),
  amount_minor   bigint NOT NULL CHECK (amount_minor > 0),
  currency       text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  status         text NOT NULL CHECK (status IN ('pending', 'requires_action', 'succeeded', 'failed', 'canceled')),
  reason         text,
  failure_reason text,
  refunded_at    timestamptz NOT NULL,
  event_created  bigint NOT NULL,
  event_rank     smallint NOT NULL,
  updated_at     timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX refunds_order ON refunds (order_id);

-- What somebody here has asked for. It is committed before Stripe is called, so that a second click, or a process that
-- dies in between, repeats the same request under the same key and never makes another refund.
CREATE TABLE refund_requests (
  idempotency_key text COLLATE "C" PRIMARY KEY,
  order_id        text COLLATE "C" NOT NULL REFERENCES orders (id),
  amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
  reason          text,
  actor           text NOT NULL,
  status          text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'made', 'refused')),
  refund_id       text COLLATE "C" REFERENCES refunds (id),
  answer          text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CHECK ((status = 'made') = (refund_id IS NOT NULL))
);

CREATE INDEX refund_requests_open ON refund_requests (order_id) WHERE status = 'open';
