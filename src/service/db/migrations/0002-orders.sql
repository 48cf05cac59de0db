CREATE TABLE orders (
  id             text COLLATE "C" PRIMARY KEY,
  status         text NOT NULL DEFAULT 'pending'
                 CHECK (status IN ('pending', 'paid', 'part_refunded', 'refunded', 'canceled')),
  amount_minor   bigint NOT NULL CHECK (amount_minor > 0),
  currency       text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  customer_email text,
  created_at     timestamptz NOT NULL DEFAULT now(),
  paid_at        timestamptz,
  CHECK ((status IN ('pending', 'canceled')) = (paid_at IS NULL))
);

-- One row per payment intent, whichever of its events tells of it first.
CREATE TABLE payments (
  payment_key  text COLLATE "C" PRIMARY KEY,
  order_id     text COLLATE "C" NOT NULL UNIQUE REFERENCES orders (id),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency     text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  paid_at      timestamptz NOT NULL
);
