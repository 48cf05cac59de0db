import { z } from 'zod';
import { amountMinorSchema, currencySchema } from '../base/money.ts';
import type { OrderStatus } from '../db/tables.ts';

/** What is needed to make an order; `id` lets a caller choose it, and is then taken once only. */
export const newOrderSchema = z.strictObject({
  id: z
    .string()
    .regex(/^ord_[A-Za-z0-9_-]{1,60}$/, { error: 'must be ord_ and 1 to 60 letters, digits, _ or -' })
    .optional(),
  amount_minor: amountMinorSchema,
  currency: currencySchema,
  email: z.email({ error: 'must be an email address' }).max(254).optional(),
});

/** A checked request for an order. */
export type NewOrder = z.output<typeof newOrderSchema>;

/** An order as people see it; times are UTC. */
export interface Order {
  readonly id: string;
  readonly status: OrderStatus;
  readonly amount_minor: number;
  readonly currency: string;
  readonly customer_email: string | null;
  readonly created_at: Date;
  readonly paid_at: Date | null;
}
