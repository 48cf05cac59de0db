-- Monthly recurring revenue of each day and currency, computed again from the raw events of Stripe and set beside the
-- snapshots of Till. It shares no code with Till. Prices per unit, four intervals, discounts of a subscription in order.
WITH RECURSIVE
told AS (
  SELECT id, type, created, convert_from(body, 'UTF8')::jsonb #> '{data,object}' AS sub
  FROM stripe_events
  WHERE type LIKE 'customer.subscription.%' AND status = 'processed'
),
days AS (
  SELECT DISTINCT day, extract(epoch FROM (day + 1)::timestamp AT TIME ZONE 'UTC')::bigint AS until FROM snapshots
),
-- The newest state that each subscription had when the day ended.
state AS (
  SELECT DISTINCT ON (day, sub->>'id') day, until - 1 AS at, sub->>'id' AS id, sub
  FROM days JOIN told ON created < until
  ORDER BY day, sub->>'id', created DESC, type = 'customer.subscription.deleted' DESC, type = 'customer.subscription.created', id DESC
),
counted AS (
  SELECT * FROM state
  WHERE sub->>'status' IN ('active', 'past_due') AND jsonb_typeof(coalesce(sub->'pause_collection', 'null')) = 'null'
),
item AS (
  SELECT day, id, at, sub, periods,
    coalesce(one #>> '{price,unit_amount_decimal}', one #>> '{price,unit_amount}')::numeric * coalesce((one->>'quantity')::numeric, 1) AS amount
  FROM counted
  CROSS JOIN LATERAL jsonb_array_elements(sub #> '{items,data}') AS one
  CROSS JOIN LATERAL (
    SELECT (CASE one #>> '{price,recurring,interval}' WHEN 'month' THEN 12 WHEN 'year' THEN 1 WHEN 'week' THEN 52 WHEN 'day' THEN 365 END)::numeric
      / (12 * (one #>> '{price,recurring,interval_count}')::numeric) AS periods
  ) AS rate
  WHERE one #>> '{price,recurring,usage_type}' = 'licensed'
),
before_discounts AS (
  SELECT day, id, at, sub, sum(amount * periods) AS amount, max(periods) AS periods FROM item GROUP BY day, id, at, sub
),
-- One discount after the other, never below zero.
after_discounts AS (
  SELECT day, id, at, sub, periods, amount, 0 AS applied FROM before_discounts
  UNION ALL
  SELECT day, id, at, sub, periods, greatest(0, CASE
      WHEN coupon->>'duration' = 'once' THEN amount
      WHEN coupon->>'duration' = 'repeating' AND NOT (coalesce((one->>'start')::bigint, at) <= at AND coalesce((one->>'end')::bigint, at + 1) > at) THEN amount
      WHEN (coupon->>'percent_off')::numeric > 0 THEN amount * (100 - (coupon->>'percent_off')::numeric) / 100
      ELSE amount - coalesce((coupon->>'amount_off')::numeric, 0) * periods
    END), applied + 1
  FROM after_discounts
  CROSS JOIN LATERAL (SELECT sub->'discounts'->applied AS one) AS discount
  CROSS JOIN LATERAL (SELECT coalesce(one->'coupon', one #> '{source,coupon}') AS coupon) AS found
  WHERE one IS NOT NULL
),
net AS (
  SELECT DISTINCT ON (day, id) day, sub->>'currency' AS currency, amount FROM after_discounts ORDER BY day, id, applied DESC
),
recomputed AS (
  -- A third of a penny is no exact decimal: the last digits go before the one rounding.
  SELECT day, currency, sum(floor(round(amount, 9) + 0.5))::bigint AS mrr FROM net GROUP BY day, currency
)
SELECT day, currency, snapshot.mrr AS till, coalesce(recomputed.mrr, 0) AS recomputed
FROM (SELECT DISTINCT ON (day, currency) day, currency, mrr FROM snapshots ORDER BY day, currency, version DESC) AS snapshot
LEFT JOIN recomputed USING (day, currency)
ORDER BY day, currency;
