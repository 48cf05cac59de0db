-- Monthly revenue comes from subscription state by one rule; a second, stored answer can only disagree with it.
DROP TRIGGER stripe_events_mrr_pennies ON stripe_events;
DROP FUNCTION stripe_events_mrr_pennies();
ALTER TABLE stripe_events DROP COLUMN mrr_pennies;
