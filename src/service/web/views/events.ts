import { html } from 'hono/html';
import type { StoredEvent } from '../../webhooks/event-pg.ts';
import { csrfField, stateView, tableView, timeView } from './format.ts';
import type { View } from './send-page.ts';

/** The states of an event, for the filter. */
export const EVENT_STATES = ['stored', 'processed', 'ignored', 'parked'] as const;

/** Received events, newest first, without their bodies; a parked one can be tried again. */
export function eventsView(list: { status: string; events: readonly StoredEvent[]; csrf: string }): View {
  const retry = {
    name: 'Retry',
    cell: ({ id, status }: StoredEvent) =>
      status === 'parked'
        ? html`<form method="post" action="/events/${encodeURIComponent(id)}/retry">
            ${csrfField(list.csrf)}<button class="plain" type="submit">Try ${id} again</button>
          </form>`
        : '',
  };
  return html`<form class="row" method="get" action="/events">
      <label
        >State
        <select name="status">
          <option value="">all</option>
          ${EVENT_STATES.map(
            (state) => html`<option value="${state}" ${state === list.status ? html` selected` : ''}>${state}</option>`,
          )}
        </select></label
      >
      <button type="submit">Show</button>
    </form>
    ${tableView('The newest 200 events', [...COLUMNS, retry], list.events)}`;
}

const COLUMNS = [
  { name: 'Event', cell: ({ id }: StoredEvent) => html`<span class="id">${id}</span>` },
  { name: 'Type', cell: ({ type }: StoredEvent) => type },
  { name: 'State', cell: ({ status }: StoredEvent) => stateView(status) },
  { name: 'Why', cell: ({ error }: StoredEvent) => error ?? '–' },
  { name: 'Attempts', numeric: true, cell: ({ attempts }: StoredEvent) => attempts },
  { name: 'Copies', numeric: true, cell: ({ duplicates }: StoredEvent) => duplicates },
  { name: 'Received (UTC)', cell: ({ received_at }: StoredEvent) => timeView(received_at) },
] as const;
