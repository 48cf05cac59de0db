import { readFile } from 'node:fs/promises';

/** What has been received, by event id. */
export const store = new Map();

/** Stores an event once, however often it arrives. */
export function receive(event) {
  if (!store.has(event.id)) store.set(event.id, event);
}

/** The status a delivery is answered with: forged or old ones are refused. */
export async function answer({ key, ageSeconds }) {
  const { keys, toleranceSeconds } = JSON.parse(await readFile('settings.json', 'utf8'));
  return keys.includes(key) && ageSeconds <= toleranceSeconds ? 200 : 400;
}
