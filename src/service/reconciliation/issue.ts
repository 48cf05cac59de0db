import type { IssueDetail, IssueKind, IssueStatus } from '../db/tables.ts';

/** A difference that was found, as people see it; `at` is when the object happened. Times are UTC. */
export interface Issue {
  readonly id: string;
  readonly kind: IssueKind;
  readonly subject: string;
  readonly detail: IssueDetail;
  readonly at: Date;
  readonly status: IssueStatus;
  readonly opened_at: Date;
  readonly resolved_at: Date | null;
  readonly resolved_by: string | null;
  readonly resolution: string | null;
}

/** Who resolved or accepted an issue, how or why, and when. */
export interface Resolution {
  readonly by: string;
  readonly how: string;
  readonly at: Date;
}

/** An issue on one line: what it is about and what each side says. */
export function issueLine({ id, kind, subject, detail }: Issue): string {
  const order = detail.order === null ? '' : ` (${detail.order})`;
  return `${id} ${kind} ${subject}${order}: Stripe ${detail.stripe ?? 'nothing'}, Till ${detail.till ?? 'nothing'}`;
}
