/** What a column is for the people whose data it may hold. */
export interface Classification {
  /** Whether it can hold personal data, alone or joined with others. */
  readonly pii: 'no' | 'pseudonym' | 'yes';
  readonly purpose: string;
  /** The legal ground on which it is kept. */
  readonly basis: string;
  readonly retention: string;
  /** What `till privacy erase` does with it. */
  readonly erasure: string;
}

const bookkeeping = 'law: bookkeeping records';
const contract = 'contract';
const interest = 'legitimate interest: security and accountability';
const stays = 'stays';

const money: Classification = {
  pii: 'no',
  purpose: 'orders, payments and revenue',
  basis: bookkeeping,
  retention: 'kept',
  erasure: stays,
};
const record: Classification = {
  pii: 'no',
  purpose: 'accountability: who did what, and what differed',
  basis: interest,
  retention: 'kept',
  erasure: stays,
};
const access: Classification = {
  pii: 'no',
  purpose: 'signing in',
  basis: contract,
  retention: 'as long as the account',
  erasure: stays,
};
const actor: Classification = {
  ...record,
  pii: 'pseudonym',
  purpose: 'who acted, by an id that names nobody',
  erasure: 'stays; the account behind it loses its email',
};
const account: Classification = {
  ...access,
  pii: 'yes',
  erasure: 'replaced by an address that names nobody; the account is disabled',
};
const credential: Classification = { ...access, pii: 'yes', erasure: 'overwritten' };
const session: Classification = { ...access, pii: 'pseudonym', retention: 'eight hours', erasure: 'row removed' };
const attempt: Classification = {
  ...access,
  pii: 'pseudonym',
  purpose: 'lockout after wrong passwords',
  basis: interest,
  retention: '15 minutes, removed daily',
};
const email: Classification = {
  pii: 'yes',
  purpose: 'whose order it is',
  basis: contract,
  retention: 'RETENTION_ORDER_EMAIL_DAYS',
  erasure: 'set to nothing',
};
const pseudonym: Classification = {
  ...money,
  pii: 'pseudonym',
  purpose: "Stripe's customer id",
  erasure: 'stays; what it leads to here is erased',
};
const events: Classification = {
  pii: 'yes',
  purpose: 'evidence of what Stripe said',
  basis: bookkeeping,
  retention: 'RETENTION_EVENT_DAYS',
  erasure: 'personal fields replaced in the body; ids, amounts and times stay',
};
const subscriptionState: Classification = {
  ...events,
  purpose: 'the newest state of a subscription',
  retention: 'as long as the subscription is listed',
};
const words: Classification = {
  ...record,
  pii: 'yes',
  purpose: 'free words of an audit entry',
  retention: 'RETENTION_AUDIT_WORDS_DAYS',
  erasure: 'words removed; their hash stays in the chain',
};
const resolution: Classification = {
  ...record,
  pii: 'yes',
  purpose: 'how an issue was settled, in free words',
  erasure: 'replaced where it names the person',
};
const hash: Classification = {
  ...record,
  pii: 'pseudonym',
  purpose: 'finds a subject again after an old backup was restored',
};

const work: Classification = {
  ...record,
  purpose: 'what ran in the background, and how it ended',
  retention: '30 days',
};

/** The rules by name; a column takes one of them. */
export const RULES = {
  money,
  record,
  access,
  actor,
  account,
  credential,
  session,
  attempt,
  email,
  pseudonym,
  events,
  subscriptionState,
  words,
  resolution,
  hash,
  work,
} as const;
