import { createHash } from 'node:crypto';

/** What was done. `subject` names what it was done to, such as `order ord_1`; `detail` holds no personal data: free words go to `personal`, which can be erased. */
export interface AuditNote {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** A note with words that may speak of a person. */
export interface PersonalNote extends AuditNote {
  readonly personal?: Readonly<Record<string, string>> | undefined;
}

/** The hash that stands in the chain for personal words. */
export function personalHash(salt: string, words: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(words).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([salt, sorted]))
    .digest('hex');
}

/** A kept entry: a note with its place in the chain. Hashes are 64 hex digits; the first entry's `prev_hash` is empty. */
export interface AuditEntry extends AuditNote {
  readonly seq: number;
  readonly at: Date;
  readonly prev_hash: string;
  readonly hash: string;
}

/** The end of the chain; seq 0 and an empty hash before the first entry. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** SHA-256 over all of an entry but its own hash, in one spelling: a JSON list whose object keys are sorted. */
export function entryHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, at, actor, action, subject, detail, prev_hash } = entry;
  const sorted = Object.keys(detail)
    .toSorted()
    .map((key) => [key, detail[key] ?? null]);
  return createHash('sha256')
    .update(JSON.stringify([seq, at.toISOString(), actor, action, subject, sorted, prev_hash]))
    .digest('hex');
}

/** The next link: a note becomes the entry after the head. */
export function nextEntry(note: AuditNote, head: AuditHead, at: Date): AuditEntry {
  const entry = { ...note, seq: head.seq + 1, at, prev_hash: head.hash };
  return { ...entry, hash: entryHash(entry) };
}

/** The first fault of a chain. */
export type ChainFault =
  | { readonly kind: 'missing'; readonly seq: number }
  | { readonly kind: 'altered'; readonly seq: number }
  | { readonly kind: 'unlinked'; readonly seq: number }
  | { readonly kind: 'personal'; readonly seq: number }
  | { readonly kind: 'head'; readonly seq: number };

/** Whether an entry follows the head it should follow; null when it does. */
export function linkFault(entry: AuditEntry, before: AuditHead): ChainFault | null {
  if (entry.seq !== before.seq + 1) return { kind: 'missing', seq: before.seq + 1 };
  if (entryHash(entry) !== entry.hash) return { kind: 'altered', seq: entry.seq };
  return entry.prev_hash === before.hash ? null : { kind: 'unlinked', seq: entry.seq };
}

/** A fault in words. */
export function faultText(fault: ChainFault): string {
  switch (fault.kind) {
    case 'missing':
      return `entry ${fault.seq} is missing`;
    case 'altered':
      return `entry ${fault.seq} was altered`;
    case 'unlinked':
      return `entry ${fault.seq} does not follow the one before it`;
    case 'personal':
      return `the words beside entry ${fault.seq} were altered or removed`;
    case 'head':
      return `the chain does not end at entry ${fault.seq}, as its head says`;
  }
}
