import { html } from 'hono/html';
import { mayDo, type Permission } from '../../auth/permissions.ts';
import type { User } from '../../auth/user.ts';
import type { View } from './send-page.ts';

/** What every page of the desk is made of. `csrf` goes into each form. */
export interface PageParts {
  readonly title: string;
  readonly user: User | null;
  readonly csrf: string;
  readonly path: string;
  readonly main: View;
  /** What the last action did, in words. */
  readonly notice?: string | undefined;
}

const AREAS: readonly { readonly path: string; readonly name: string; readonly may: Permission }[] = [
  { path: '/orders', name: 'Orders', may: 'orders:read' },
  { path: '/issues', name: 'Issues', may: 'issues:read' },
  { path: '/events', name: 'Events', may: 'events:read' },
  { path: '/analytics', name: 'Analytics', may: 'analytics:read' },
  { path: '/snapshots', name: 'Snapshots', may: 'analytics:read' },
  { path: '/exports', name: 'Exports', may: 'exports:create' },
  { path: '/audit', name: 'Audit', may: 'audit:read' },
];

/** One whole page with its header, navigation and main part. */
export function layout({ title, user, csrf, path, main, notice }: PageParts): View {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Till</title>
        <link rel="stylesheet" href="/assets/desk.css" />
        <link rel="icon" href="/assets/till.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header>
          <a class="brand" href="/">Till</a>
          ${user === null ? '' : navigation(user, path)} ${user === null ? '' : signOutForm(user, csrf)}
        </header>
        <main id="main">
          <h1>${title}</h1>
          ${notice === undefined ? '' : html`<p class="notice" role="status">${notice}</p>`} ${main}
        </main>
      </body>
    </html>`;
}

function navigation(user: User, path: string): View {
  const areas = AREAS.filter((area) => mayDo(user.role, area.may));
  return html`<nav aria-label="Areas">
    <ul>
      ${areas.map(
        (area) =>
          html`<li>
            <a href="${area.path}" ${path.startsWith(area.path) ? html` aria-current="page"` : ''}>${area.name}</a>
          </li>`,
      )}
    </ul>
  </nav>`;
}

function signOutForm(user: User, csrf: string): View {
  return html`<form class="who" method="post" action="/sign-out">
    <span>${user.email} <small>${user.role}</small></span>
    <input type="hidden" name="csrf" value="${csrf}" />
    <button type="submit">Sign out</button>
  </form>`;
}
