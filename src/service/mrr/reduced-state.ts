/** What is kept of a value: itself, a list of one shape, or some fields. */
type Shape =
  | { readonly kind: 'value' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'fields'; readonly fields: ReadonlyMap<string, Shape> };

const VALUE: Shape = { kind: 'value' };
const list = (of: Shape): Shape => ({ kind: 'list', of });
const fields = (values: readonly string[], deeper: Readonly<Record<string, Shape>> = {}): Shape => ({
  kind: 'fields',
  fields: new Map([...values.map((name) => [name, VALUE] as const), ...Object.entries(deeper)]),
});

const AMOUNT_OFF = ['percent_off', 'amount_off', 'currency', 'duration'];
const COUPON = fields(AMOUNT_OFF, { applies_to: fields([]) });
const DISCOUNT = fields([...AMOUNT_OFF, 'start', 'end'], {
  applies_to: fields([]),
  coupon: COUPON,
  source: fields([], { coupon: COUPON }),
});
const TIER = fields(['up_to', 'unit_amount', 'unit_amount_decimal', 'flat_amount', 'flat_amount_decimal']);
const PRICE = fields(['currency', 'billing_scheme', 'unit_amount', 'unit_amount_decimal', 'tiers_mode'], {
  tiers: list(TIER),
  transform_quantity: fields(['divide_by', 'round']),
  recurring: fields(['interval', 'interval_count', 'usage_type']),
});
const ITEM = fields(['quantity'], { price: PRICE, discounts: list(DISCOUNT) });
const SUBSCRIPTION = fields(['status', 'currency', 'cancel_at_period_end', 'cancel_at'], {
  items: fields(['has_more'], { data: list(ITEM) }),
  discounts: list(DISCOUNT),
  discount: DISCOUNT,
  pause_collection: fields([]),
});

/** Stripe's subscription cut down to what rule R1 reads: the same revenue at every instant, and nothing about a person. An id that was not expanded becomes the word `id`. */
export function reducedState(state: unknown): unknown {
  return reduced(state, SUBSCRIPTION);
}

function reduced(value: unknown, shape: Shape): unknown {
  if (typeof value === 'string' && shape.kind !== 'value') return 'id';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return reducedList(value, shape);
  if (shape.kind !== 'fields') return undefined;
  const own = new Map<string, unknown>(Object.entries(value));
  const kept = [...shape.fields].map(([name, inner]) => [name, reduced(own.get(name), inner)] as const);
  return Object.fromEntries(kept.filter(([, inner]) => inner !== undefined));
}

// A plain array may stand where Stripe has a list with `data`.
function reducedList(values: readonly unknown[], shape: Shape): unknown {
  if (shape.kind === 'fields') {
    const data = shape.fields.get('data');
    return data === undefined ? undefined : reducedList(values, data);
  }
  return shape.kind === 'list' ? values.map((value) => reduced(value, shape.of) ?? null) : undefined;
}
