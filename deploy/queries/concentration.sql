-- How much of what was paid came from the largest payers, by currency: the share of the first, the first five and the first ten.
WITH payer AS (
  SELECT payments.currency, coalesce(customer_email, 'unknown') AS who, sum(payments.amount_minor) AS paid
  FROM payments JOIN orders ON orders.id = order_id GROUP BY 1, 2
),
ranked AS (
  SELECT currency, paid, row_number() OVER (PARTITION BY currency ORDER BY paid DESC, who) AS place,
    sum(paid) OVER (PARTITION BY currency) AS total
  FROM payer
)
SELECT currency, count(*)::integer AS payers,
  round(100 * sum(paid) FILTER (WHERE place <= 1) / max(total), 1)::text AS first_percent,
  round(100 * sum(paid) FILTER (WHERE place <= 5) / max(total), 1)::text AS five_percent,
  round(100 * sum(paid) FILTER (WHERE place <= 10) / max(total), 1)::text AS ten_percent
FROM ranked GROUP BY currency ORDER BY currency;
