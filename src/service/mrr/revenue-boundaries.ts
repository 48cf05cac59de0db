import type { SubscriptionState } from './subscription-state.ts';

/** The instants (epoch seconds, ascending) from which rule R1 may answer otherwise for an unchanged state: discounts begin and end, a cancellation comes due. Between two of them its answer stays. */
export function revenueBoundaries(state: SubscriptionState): readonly number[] {
  const discounts = [
    ...(state.discounts ?? []),
    ...(state.discount ? [state.discount] : []),
    ...state.items.data.flatMap((item) => item.discounts ?? []),
  ];
  const times = discounts.flatMap((discount) => (typeof discount === 'string' ? [] : [discount.start, discount.end]));
  const known = [...times, state.cancel_at ?? undefined].filter((time) => time !== undefined);
  return [...new Set(known)].toSorted((a, b) => a - b);
}
