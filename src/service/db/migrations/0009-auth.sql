CREATE TABLE users (
  id            text COLLATE "C" PRIMARY KEY,
  email         text NOT NULL UNIQUE CHECK (email = lower(email)),
  role          text NOT NULL CHECK (role IN ('admin', 'ops', 'analyst', 'customer')),
  password_hash text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  disabled_at   timestamptz
);

-- A session is found by the hash of its id: who reads this table cannot use what stands in it.
CREATE TABLE sessions (
  id_hash    text COLLATE "C" PRIMARY KEY,
  user_id    text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  data       jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Attempts to sign in, by the hash of an email or of an address, so that an unknown email is answered like a known one.
CREATE TABLE sign_in_attempts (
  key          text COLLATE "C" PRIMARY KEY,
  attempts     integer NOT NULL,
  window_until timestamptz NOT NULL
);

GRANT UPDATE (role, password_hash, disabled_at) ON users TO till_app;
GRANT UPDATE, DELETE ON sessions, sign_in_attempts TO till_app;

CREATE INDEX orders_newest ON orders (created_at DESC, id DESC);
CREATE INDEX orders_customer ON orders (lower(customer_email));
