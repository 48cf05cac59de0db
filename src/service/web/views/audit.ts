import { html } from 'hono/html';
import type { AuditEntry } from '../../audit/audit-entry.ts';
import { tableView, timeView } from './format.ts';
import type { View } from './send-page.ts';

/** Audit entries, newest first. `next` is the address of the older ones. */
export function auditView(entries: readonly AuditEntry[], next: string | undefined): View {
  return html`<p>
      Entries are added and never changed; each holds the hash of the one before it.
      <code>till audit verify</code> follows the chain.
    </p>
    ${tableView('Audit entries, newest first', COLUMNS, entries)}
    ${next === undefined ? '' : html`<p class="pages"><a href="${next}" rel="next">Older entries</a></p>`}`;
}

const COLUMNS = [
  { name: 'No.', numeric: true, cell: ({ seq }: AuditEntry) => seq },
  { name: 'When (UTC)', cell: ({ at }: AuditEntry) => timeView(at) },
  { name: 'Who', cell: ({ actor }: AuditEntry) => html`<span class="id">${actor}</span>` },
  { name: 'What', cell: ({ action }: AuditEntry) => action },
  { name: 'To', cell: ({ subject }: AuditEntry) => html`<span class="id">${subject}</span>` },
  { name: 'Detail', cell: ({ detail }: AuditEntry) => detailText(detail) },
] as const;

function detailText(detail: AuditEntry['detail']): string {
  // The hash of erasable words tells a reader nothing.
  return Object.entries(detail)
    .filter(([name]) => name !== 'personal')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
