import { randomUUID } from 'node:crypto';
import { systemClock } from '../base/clock.ts';
import { Refused, refused } from '../base/problem.ts';
import { readConfig } from '../read-config.ts';
import { refundRequestSchema, type RefundRequest } from '../refunds/refund-request.ts';
import { requestRefund } from '../refunds/request-refund-pg.ts';
import { stripeRefunds } from '../stripe/refund-stripe.ts';
import { stripeClient } from '../stripe/stripe-client.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till refunds create ORDER`: refunds an order through Stripe, once per key. It moves money, so it asks for --yes. */
export async function createRefund(call: Call): Promise<number> {
  const request = parseRequest(call);
  if (call.values['yes'] !== true) throw refused('not-confirmed', 'a refund moves money', 'add --yes');
  const config = readConfig(call.environment);
  const client = stripeClient(config);
  const made = await withDatabase(config, (db) =>
    requestRefund(
      db,
      stripeRefunds(() => client, systemClock),
      request,
    ),
  );
  if (call.values['json'] === true) call.print(JSON.stringify(made));
  else printRows(call, [made]);
  return 0;
}

function parseRequest({ positionals, values }: Call): RefundRequest {
  const { amount, reason, key } = values;
  const given = {
    order_id: positionals[0],
    ...(amount === undefined
      ? {}
      : { amount_minor: typeof amount === 'string' && /^\d+$/.test(amount) ? Number(amount) : Number.NaN }),
    ...(reason === undefined ? {} : { reason }),
    idempotency_key: key ?? randomUUID(),
  };
  const parsed = refundRequestSchema.safeParse(given);
  if (parsed.success) return { ...parsed.data, actor: 'cli' };
  throw new Refused(
    parsed.error.issues.map(
      (issue) =>
        ({
          code: 'usage-wrong',
          title: `${String(issue.path[0]).replace('_minor', '')} ${issue.message}`,
          hint: 'till refunds create --help',
        }) as const,
    ),
  );
}
