import { systemClock } from '../base/clock.ts';
import { Refused } from '../base/problem.ts';
import { newOrderSchema, type NewOrder } from '../orders/order.ts';
import { readConfig } from '../read-config.ts';
import { createTill } from '../till.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till orders create`: the same as POST /api/orders, events that waited for the order included. */
export async function createOrder(call: Call): Promise<number> {
  const order = parseOrder(call.values);
  const config = readConfig(call.environment);
  const created = await withDatabase(config, (db) =>
    createTill({ db, config, clock: systemClock, onSettled: () => undefined }).createOrder(order),
  );
  if (call.values['json'] === true) call.print(JSON.stringify(created));
  else printRows(call, [created]);
  return 0;
}

function parseOrder(values: Call['values']): NewOrder {
  const { amount, currency, email, id } = values;
  const number = typeof amount === 'string' && /^\d+$/.test(amount) ? Number(amount) : undefined;
  const parsed = newOrderSchema.safeParse({ amount_minor: number, currency, email, id });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const option = issue.path[0] === 'amount_minor' ? 'amount' : String(issue.path[0]);
    return {
      code: 'order-malformed',
      title: `--${option} ${issue.message}`,
      hint: 'such as --amount 2000 --currency gbp',
    } as const;
  });
  throw new Refused(problems);
}
