-- Subscriptions that began and that ended to recur in each month, from raw events: the first and the last recurring state.
WITH told AS (
  SELECT created, convert_from(body, 'UTF8')::jsonb #> '{data,object}' AS sub
  FROM stripe_events WHERE type LIKE 'customer.subscription.%' AND status = 'processed'
),
recurring AS (
  SELECT sub->>'id' AS id, created, sub->>'status' IN ('active', 'past_due') AS recurs,
    lag(sub->>'status' IN ('active', 'past_due')) OVER (PARTITION BY sub->>'id' ORDER BY created) AS did
  FROM told
)
SELECT to_char(to_timestamp(created) AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
  count(*) FILTER (WHERE recurs AND NOT coalesce(did, false))::integer AS began,
  count(*) FILTER (WHERE NOT recurs AND did)::integer AS ended
FROM recurring GROUP BY month ORDER BY month;
