import { html } from 'hono/html';
import { layout } from './layout.ts';
import type { View } from './send-page.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'That could not be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'No such page',
  409: 'That does not fit',
  421: 'Unknown host',
  429: 'Too many requests',
};

/** A page for a failure: what happened, and the id under which it is logged. */
export function errorPage(error: { status: number; message: string; requestId: string }): View {
  const main = html`<p>${error.message}</p>
    <p class="quiet">Request ${error.requestId}</p>
    <p><a href="/">Back to the start</a></p>`;
  return layout({ title: TITLES[error.status] ?? 'Something went wrong', user: null, csrf: '', path: '', main });
}
