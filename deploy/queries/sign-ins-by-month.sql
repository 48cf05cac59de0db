-- People who signed in, by month and from the audit alone: each counted once a month.
SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(DISTINCT actor)::integer AS people, count(*)::integer AS sign_ins
FROM audit_entries WHERE action = 'sign-in' GROUP BY month ORDER BY month;
