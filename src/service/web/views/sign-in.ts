import { html } from 'hono/html';
import { csrfField } from './format.ts';
import type { View } from './send-page.ts';

/** The form to sign in; `fault` says why the last attempt failed. Who is signed in already sends the token of that session. */
export function signInView({ next, fault, csrf }: { next: string; fault: string | undefined; csrf: string }): View {
  return html`<form class="card narrow" method="post" action="/sign-in">
    ${fault === undefined ? '' : html`<p class="fault" role="alert">${fault}</p>`}
    ${csrf === '' ? '' : csrfField(csrf)}<input type="hidden" name="next" value="${next}" />
    <label>Email <input type="email" name="email" autocomplete="username" required /></label>
    <label>Password <input type="password" name="password" autocomplete="current-password" required /></label>
    <button type="submit">Sign in</button>
  </form>`;
}
