import { createHash } from 'node:crypto';

/** Makes ids such as `pi_…`; the same seed makes the same ids in the same order. */
export type NewId = (prefix: string) => string;

/** Ids from a seed. */
export function createIds(seed: string): NewId {
  let made = 0;
  return (prefix) => {
    made += 1;
    const hash = createHash('sha256').update(`${seed}:${made}`).digest('base64url').replaceAll(/[-_]/g, 'a');
    return `${prefix}_${hash.slice(0, 24)}`;
  };
}
