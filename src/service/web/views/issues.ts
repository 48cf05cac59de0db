import { html } from 'hono/html';
import type { Issue } from '../../reconciliation/issue.ts';
import { csrfField, stateView, tableView, timeView } from './format.ts';
import type { View } from './send-page.ts';

/** The issues, open ones first; each open one with a form where the reader may resolve it. */
export function issuesView(issues: readonly Issue[], form: { csrf: string; offered: boolean }): View {
  const resolve = {
    name: 'Resolve',
    cell: ({ id, status }: Issue) => (status === 'open' ? resolveForm(id, form.csrf) : ''),
  };
  return html`<p>
      An issue is a difference between Stripe and Till. It is resolved when it is gone, or by hand with a reason. An
      accepted one is known, and opens again if it changes.
    </p>
    ${tableView('Issues, open ones first', form.offered ? [...COLUMNS, resolve] : COLUMNS, issues)}`;
}

const COLUMNS = [
  { name: 'Issue', cell: ({ id }: Issue) => html`<span class="id">${id}</span>` },
  { name: 'State', cell: ({ status }: Issue) => stateView(status) },
  { name: 'Kind', cell: ({ kind }: Issue) => kind.replaceAll('_', ' ') },
  { name: 'About', cell: ({ subject }: Issue) => html`<span class="id">${subject}</span>` },
  { name: 'Stripe', cell: ({ detail }: Issue) => detail.stripe ?? 'nothing' },
  { name: 'Till', cell: ({ detail }: Issue) => detail.till ?? 'nothing' },
  { name: 'Opened (UTC)', cell: ({ opened_at }: Issue) => timeView(opened_at) },
  {
    name: 'Resolution',
    cell: ({ resolution, resolved_by }: Issue) => (resolution === null ? '–' : `${resolution} (${resolved_by})`),
  },
] as const;

function resolveForm(id: string, csrf: string): View {
  return html`<form method="post" action="/issues/${id}/resolve">
    ${csrfField(csrf)}
    <label>Reason, for ${id} <input name="reason" required maxlength="300" /></label>
    <button type="submit">Resolve</button>
  </form>`;
}
