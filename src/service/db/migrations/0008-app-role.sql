-- Till runs as this role, whoever signs in at the server: it may add rows, and change only what its work changes. The
-- bytes of an event and the entries of the audit are out of its reach. Migrations, erasure and retention run as the owner.
-- Roles belong to the whole server, so another database may have made it already, even at this moment.
DO $$
BEGIN
  -- Who made it beforehand need not let the owner make roles.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'till_app') THEN
    CREATE ROLE till_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'till_app', 'SET') THEN
    EXECUTE format('GRANT till_app TO %I', current_user);
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO till_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO till_app;
REVOKE INSERT ON kysely_migration, kysely_migration_lock FROM till_app;
REVOKE INSERT ON audit_head FROM till_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO till_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO till_app;

GRANT UPDATE (status, error, waits_for, attempts, duplicates, processed_at) ON stripe_events TO till_app;
GRANT UPDATE (status, paid_at) ON orders TO till_app;
GRANT UPDATE (paid_at) ON payments TO till_app;
GRANT UPDATE ON subscriptions, refunds TO till_app;
GRANT UPDATE (status, refund_id, answer) ON refund_requests TO till_app;
GRANT UPDATE (seq, hash) ON audit_head TO till_app;
GRANT UPDATE (detail, at, seen_at, status, resolved_at, resolved_by, resolution) ON issues TO till_app;
