import type { Entry } from './entry.ts';
import type { Window } from './window.ts';

/** Entries that were created in one part of a window. */
export interface Slice extends Window {
  readonly entries: readonly Entry[];
}

/** Cuts a stream, newest first, into slices of at most `size` entries whose spans together are exactly the window, so that memory holds one. */
export async function* sliceEntries(stream: AsyncIterable<Entry>, window: Window, size: number): AsyncGenerator<Slice> {
  let entries: Entry[] = [];
  let { to } = window;
  for await (const entry of stream) {
    entries.push(entry);
    if (entries.length < size) continue;
    const from = clamp(new Date(entry.at * 1000), { from: window.from, to });
    yield { from, to, entries };
    entries = [];
    to = from;
  }
  yield { from: window.from, to, entries };
}

function clamp(time: Date, { from, to }: Window): Date {
  if (time < from) return from;
  return time > to ? to : time;
}
