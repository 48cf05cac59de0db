-- Events as received. mrr_pennies takes the first item's price for its monthly worth: it knows no interval,
-- no quantity, no discount and no other item. Kept here because databases exist that ran this; 0004 removes it.
CREATE TABLE stripe_events (
  id           text COLLATE "C" PRIMARY KEY,
  body         bytea NOT NULL,
  type         text NOT NULL,
  created      bigint NOT NULL,
  livemode     boolean NOT NULL,
  account      text,
  status       text NOT NULL DEFAULT 'stored' CHECK (status IN ('stored', 'processed', 'ignored', 'parked')),
  error        text,
  attempts     integer NOT NULL DEFAULT 0,
  received_at  timestamptz NOT NULL DEFAULT now(),
  processed_at timestamptz,
  mrr_pennies  bigint
);

CREATE INDEX stripe_events_open ON stripe_events (received_at) WHERE status IN ('stored', 'parked');

CREATE FUNCTION stripe_events_mrr_pennies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.mrr_pennies := (convert_from(NEW.body, 'UTF8')::jsonb #>> '{data,object,items,data,0,price,unit_amount}')::bigint;
  RETURN NEW;
END $$;

CREATE TRIGGER stripe_events_mrr_pennies BEFORE INSERT ON stripe_events
  FOR EACH ROW EXECUTE FUNCTION stripe_events_mrr_pennies();
