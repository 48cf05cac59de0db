import { randomBytes } from 'node:crypto';

/** A fresh order id: `ord_` and 24 random hex digits. */
export function newOrderId(): string {
  return `ord_${randomBytes(12).toString('hex')}`;
}

/** A fresh issue id: `iss_` and 24 random hex digits. */
export function newIssueId(): string {
  return `iss_${randomBytes(12).toString('hex')}`;
}

/** A fresh id of another kind: the prefix, `_`, and 24 random hex digits. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
