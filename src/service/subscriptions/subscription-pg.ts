import { type Insertable, sql } from 'kysely';
import type { SubscriptionChangesTable } from '../db/analytics-tables.ts';
import type { Db } from '../db/open-db.ts';
import { reducedState } from '../mrr/reduced-state.ts';
import { eventRank, type SubscriptionChange, type SubscriptionOutcome } from './subscription.ts';

/** A stored subscription. `state` is Stripe's object as its newest event had it. */
export interface Subscription {
  readonly id: string;
  readonly customer: string | null;
  readonly status: string;
  readonly currency: string;
  readonly state: unknown;
  readonly event_created: number;
  readonly event_id: string;
  readonly updated_at: Date;
}

/** Keeps the change in the history, and makes it the stored state unless a newer one is there. Atomic, so concurrent changes need no lock. */
export async function setSubscription(db: Db, change: SubscriptionChange): Promise<SubscriptionOutcome> {
  const row = {
    id: change.id,
    customer: change.customer,
    status: change.status,
    currency: change.currency,
    state: JSON.stringify(change.state),
    event_created: change.event.created,
    event_rank: eventRank(change.event.type, change.status),
    event_id: change.event.id,
  };
  await recordChange(db, row, change.state);
  const set = await db
    .insertInto('subscriptions')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ ...row, updated_at: sql`now()` })
        .where(
          sql<boolean>`(subscriptions.event_created, subscriptions.event_rank, subscriptions.event_id)
            < (excluded.event_created, excluded.event_rank, excluded.event_id)`,
        ),
    )
    .returning('id')
    .executeTakeFirst();
  return set === undefined ? 'older' : 'set';
}

type ChangeRow = Omit<Insertable<SubscriptionChangesTable>, 'subscription_id' | 'state' | 'recorded_at'>;

// Older changes too: a past day is computed from what was told of it, whenever it was told.
async function recordChange(
  db: Db,
  { id, ...row }: ChangeRow & { readonly id: string },
  state: unknown,
): Promise<void> {
  await db
    .insertInto('subscription_changes')
    .values({ ...row, subscription_id: id, state: JSON.stringify(reducedState(state)) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** All subscriptions, by id. */
export function listSubscriptions(db: Db): Promise<readonly Subscription[]> {
  return db
    .selectFrom('subscriptions')
    .select(['id', 'customer', 'status', 'currency', 'state', 'event_created', 'event_id', 'updated_at'])
    .orderBy('id')
    .execute();
}
