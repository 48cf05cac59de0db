import { z } from 'zod';
import { subscriptionStateSchema } from '../mrr/subscription-state.ts';
import type { Effects } from './effects.ts';
import type { SnapshotEvent } from './snapshot-event.ts';
import { processed, type Verdict } from './verdict.ts';

const identitySchema = z.looseObject({
  id: z.string(),
  customer: z.union([z.string(), z.looseObject({ id: z.string() }).transform((object) => object.id)]).nullish(),
});

/** `customer.subscription.*`: the subscription in the event becomes the stored state, unless a newer one is there. */
export async function onSubscription(event: SnapshotEvent, effects: Effects): Promise<Verdict> {
  const state = event.data.object;
  const { id, customer } = identitySchema.parse(state);
  const { status, currency } = subscriptionStateSchema.parse(state);
  const change = { id, customer: customer ?? null, status, currency, state, event };
  // An older event is done as well: what it told has been overtaken.
  await effects.setSubscription(change);
  return processed;
}
