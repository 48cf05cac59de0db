import { z } from 'zod';

// Printable and short: an id goes into the database and into logs, where a NUL or a newline does harm.
const name = z.string().regex(/^[\x21-\x7E]{1,255}$/);

/** A snapshot event as Stripe sends it; thin (v2) events have another `object` and are refused. `created` is epoch seconds. */
export const snapshotEventSchema = z.looseObject({
  id: name,
  object: z.literal('event'),
  type: name,
  created: z.int().min(0),
  livemode: z.boolean().default(false),
  account: name.nullish(),
  data: z.looseObject({ object: z.looseObject({}) }),
});

/** A checked snapshot event. */
export type SnapshotEvent = z.output<typeof snapshotEventSchema>;

/** Reads an event from the exact bytes of a body; undefined if they are not one. */
export function parseSnapshotEvent(text: string): SnapshotEvent | undefined {
  try {
    return snapshotEventSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The text of a body; undefined if it is not UTF-8. A byte order mark stays, so that the signature covers it. */
export function bodyText(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}
