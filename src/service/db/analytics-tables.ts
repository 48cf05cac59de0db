import type { ColumnType, Generated } from 'kysely';

/** One state that an event told of a subscription. `state` is what monthly revenue needs of it. */
export interface SubscriptionChangesTable {
  subscription_id: string;
  event_created: number;
  event_rank: number;
  event_id: string;
  customer: string | null;
  status: string;
  currency: string;
  state: ColumnType<unknown, string, string>;
  recorded_at: ColumnType<Date, Date | undefined, Date>;
}

/** A version of a closed day's figures in one currency, in minor units; never changed. */
export interface SnapshotsTable {
  day: string;
  currency: string;
  version: number;
  mrr: number;
  gross: number;
  committed: number;
  arr: number;
  active: number;
  new: number;
  churned: number;
  unpriced: number;
  refunds: number;
  gross_revenue: number;
  digest: string;
  reason: string;
  created_at: Date;
}

/** Until when the daily run has seen what was recorded; one row. */
export interface SnapshotCatchUpTable {
  is_only: Generated<boolean>;
  seen_until: Date;
}
