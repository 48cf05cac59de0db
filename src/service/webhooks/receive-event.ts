import { type Clock, nowSeconds } from '../base/clock.ts';
import { type SignatureRule, signatureProblem } from '../stripe/verify-signature-stripe.ts';
import type { NewEvent } from './event-pg.ts';
import { type Ours, verdictAtDoor } from './handle-event.ts';
import { bodyText, parseSnapshotEvent, type SnapshotEvent } from './snapshot-event.ts';
import type { Verdict } from './verdict.ts';

/** One delivery as the network gave it. */
export interface Delivery {
  readonly body: Buffer;
  readonly signature: string;
}

/** What intake made of a delivery; only `stored` left a row. Without a verdict it waits for its effect. */
export type Receipt =
  | {
      readonly kind: 'stored';
      readonly event: SnapshotEvent;
      readonly duplicate: boolean;
      readonly verdict: Verdict | undefined;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** What intake needs. */
export interface Intake {
  readonly store: (event: NewEvent) => Promise<boolean>;
  readonly ours: Ours;
  readonly clock: Clock;
  readonly rule: SignatureRule;
}

/** Commits an authentic event's exact bytes and nothing else. Throws only if it could not be stored. */
export async function receiveEvent(
  { body, signature }: Delivery,
  { store, ours, clock, rule }: Intake,
): Promise<Receipt> {
  const text = bodyText(body);
  if (text === undefined) return refuse('the body is not UTF-8');
  const problem = signatureProblem({ text, header: signature, atSeconds: nowSeconds(clock) }, rule);
  if (problem !== undefined) return refuse(problem);
  const event = parseSnapshotEvent(text);
  if (event === undefined) return refuse('not a snapshot event');
  const verdict = verdictAtDoor(event, ours);
  return { kind: 'stored', event, verdict, duplicate: await store({ event, body, verdict }) };
}

const refuse = (reason: string): Receipt => ({ kind: 'refused', reason });
