/** What an erased value becomes. */
export const ERASED = 'erased';

// Fields of Stripe's objects that speak of a person; whatever is in them goes, the field stays.
const PERSONAL = new Set([
  'address',
  'billing_details',
  'business_profile',
  'customer_address',
  'customer_details',
  'customer_email',
  'customer_name',
  'customer_phone',
  'customer_shipping',
  'customer_tax_ids',
  'description',
  'email',
  'individual_name',
  'ip',
  'ip_address',
  'name',
  'owner',
  'phone',
  'receipt_email',
  'receipt_url',
  'shipping',
  'shipping_details',
  'signature',
  'statement_descriptor_suffix',
  'tax_id_data',
  'tax_ids',
  'hosted_invoice_url',
  'invoice_pdf',
]);

/** A JSON value without what speaks of a person: personal fields, and every text that holds one of the marks. Ids, amounts and times stay. */
export function erasePersonal(value: unknown, marks: RegExp): unknown {
  if (typeof value === 'string') return marks.test(value) ? ERASED : value;
  if (Array.isArray(value)) return value.map((one) => erasePersonal(one, marks));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => [
    marks.test(name) ? ERASED : name,
    PERSONAL.has(name) ? eraseField(field) : erasePersonal(field, marks),
  ]);
  return Object.fromEntries(fields);
}

/**
 * A pattern for texts that stand whole: `jo@example.com` is not in `banjo@example.com`, nor `cus_1` in `cus_12`. In any
 * case of letters. Without marks it fits nothing.
 */
export function marksPattern(marks: Iterable<string>): RegExp {
  const whole = [...marks].map((mark) => mark.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return whole.length === 0 ? /(?!)/ : new RegExp(`(?<![\\w.+%-])(?:${whole.join('|')})(?![\\w-]|\\.\\w)`, 'i');
}

/** Whether a JSON value holds one of the marks anywhere, in a text or in the name of a field. */
export function mentions(value: unknown, marks: RegExp): boolean {
  if (typeof value === 'string') return marks.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, field]) => marks.test(name) || mentions(field, marks));
}

// A list stays a list and nothing stays nothing, so that readers of the object still understand it.
function eraseField(field: unknown): unknown {
  if (field === null || typeof field === 'boolean') return field;
  if (Array.isArray(field)) return [];
  return typeof field === 'object' ? null : ERASED;
}
