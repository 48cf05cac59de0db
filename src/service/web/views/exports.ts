import { html } from 'hono/html';
import type { ExportKind } from '../../exports/export-kind.ts';
import { csrfField } from './format.ts';
import type { View } from './send-page.ts';

/** One form for each export. `pii` says whether the reader's files hold personal data. */
export function exportsView(kinds: readonly ExportKind[], { csrf, pii }: { csrf: string; pii: boolean }): View {
  return html`<p>
      Each export is one moment's state as CSV, in UTF-8, with amounts in minor units. It is audited with its filter and
      its number of rows.
      ${pii ? 'Your files hold personal data.' : 'In your files personal data is replaced by the word hidden.'}
    </p>
    ${kinds.map(
      (kind) =>
        html`<form class="card" method="post" action="/exports/${kind.name}">
          <h2>${kind.name}</h2>
          <p>All ${kind.doc}.</p>
          ${csrfField(csrf)}
          <div class="row-fields">
            <label>From, for ${kind.name} <input type="date" name="from" /></label>
            <label>To, not included, for ${kind.name} <input type="date" name="to" /></label>
          </div>
          <button type="submit">Export ${kind.name}</button>
        </form>`,
    )}`;
}
