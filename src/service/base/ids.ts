import { randomBytes } from 'node:crypto';

/** A fresh order id: `ord_` and 24 random hex digits. */
export function newOrderId(): string {
  return `ord_${randomBytes(12).toString('hex')}`;
}
