-- Every state that a subscription was told to have, not only the newest: what a past day looked like is computed from
-- these. The state is cut down to what monthly revenue needs, so that no personal data stays here.
CREATE TABLE subscription_changes (
  subscription_id text COLLATE "C" NOT NULL,
  event_created   bigint NOT NULL,
  event_rank      smallint NOT NULL,
  event_id        text COLLATE "C" NOT NULL,
  customer        text,
  status          text NOT NULL,
  currency        text NOT NULL,
  state           jsonb NOT NULL,
  recorded_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (subscription_id, event_created, event_rank, event_id)
);

CREATE INDEX subscription_changes_at ON subscription_changes (event_created, event_rank, event_id);

GRANT SELECT, INSERT ON subscription_changes TO till_app;

-- Keeps the fields that the shape names: true is a plain value, a list has the shape of its elements.
CREATE FUNCTION pg_temp.reduced(value jsonb, shape jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  element jsonb := CASE jsonb_typeof(shape) WHEN 'array' THEN shape -> 0 WHEN 'object' THEN shape -> 'data' -> 0 END;
BEGIN
  IF jsonb_typeof(value) = 'array' THEN
    RETURN (
      SELECT coalesce(jsonb_agg(coalesce(pg_temp.reduced(one, element), 'null') ORDER BY place), '[]')
      FROM jsonb_array_elements(value) WITH ORDINALITY AS elements (one, place)
      WHERE element IS NOT NULL
    );
  ELSIF jsonb_typeof(value) = 'object' THEN
    IF jsonb_typeof(shape) <> 'object' THEN RETURN NULL; END IF;
    RETURN (
      SELECT coalesce(jsonb_object_agg(field, kept), '{}')
      FROM (SELECT field, pg_temp.reduced(value -> field, shape -> field) AS kept FROM jsonb_object_keys(shape) AS field) AS fields
      WHERE kept IS NOT NULL
    );
  ELSIF jsonb_typeof(value) = 'string' AND jsonb_typeof(shape) <> 'boolean' THEN
    RETURN '"id"';
  END IF;
  RETURN value;
END $$;

INSERT INTO subscription_changes (subscription_id, event_created, event_rank, event_id, customer, status, currency, state, recorded_at)
SELECT
  object ->> 'id',
  created,
  CASE
    WHEN object ->> 'status' IN ('canceled', 'incomplete_expired') THEN 9
    WHEN type = 'customer.subscription.deleted' THEN 8
    WHEN type = 'customer.subscription.created' THEN 1
    ELSE 2
  END,
  id,
  CASE jsonb_typeof(object -> 'customer') WHEN 'object' THEN object -> 'customer' ->> 'id' ELSE object ->> 'customer' END,
  object ->> 'status',
  lower(object ->> 'currency'),
  pg_temp.reduced(object, jsonb_build_object(
    'status', true,
    'currency', true,
    'items', jsonb_build_object('has_more', true, 'data', jsonb_build_array(jsonb_build_object(
      'quantity', true,
      'price', '{
        "currency": true, "billing_scheme": true, "unit_amount": true, "unit_amount_decimal": true, "tiers_mode": true,
        "tiers": [{"up_to": true, "unit_amount": true, "unit_amount_decimal": true, "flat_amount": true, "flat_amount_decimal": true}],
        "transform_quantity": {"divide_by": true, "round": true},
        "recurring": {"interval": true, "interval_count": true, "usage_type": true}
      }'::jsonb,
      'discounts', jsonb_build_array(discount_shape)))),
    'discounts', jsonb_build_array(discount_shape),
    'discount', discount_shape,
    'pause_collection', '{}'::jsonb,
    'cancel_at_period_end', true,
    'cancel_at', true)),
  coalesce(processed_at, now())
FROM (
  SELECT id, type, created, processed_at, convert_from(body, 'UTF8')::jsonb #> '{data,object}' AS object
  FROM stripe_events
  WHERE status = 'processed' AND type LIKE 'customer.subscription.%'
) AS told,
LATERAL (
  SELECT coupon || '{"start": true, "end": true}' || jsonb_build_object('coupon', coupon, 'source', jsonb_build_object('coupon', coupon)) AS discount_shape
  FROM (SELECT '{"percent_off": true, "amount_off": true, "currency": true, "duration": true, "applies_to": {}}'::jsonb AS coupon) AS coupons
) AS discounts
ON CONFLICT DO NOTHING;

DROP FUNCTION pg_temp.reduced(jsonb, jsonb);
