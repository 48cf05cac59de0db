import { systemClock } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import { DEMO_PASSWORD, demoEmail, seedDemo } from '../demo/seed-demo-pg.ts';
import { readConfig } from '../read-config.ts';
import { createTill } from '../till.ts';
import type { Call } from './command.ts';
import { withDatabase } from './with-database.ts';

/** `till seed-demo`: prints what the demo holds and who may sign in. Refused in production. */
export async function seedDemoData({ environment, values, print }: Call): Promise<number> {
  const config = readConfig(environment);
  if (config.TILL_MODE === 'production')
    throw refused('demo-refused', 'the demo is not for mode production', 'use TILL_MODE=demo with another database');
  const counts = await withDatabase(config, (db) => {
    const till = createTill({ db, config, clock: systemClock, onSettled: () => undefined });
    return seedDemo({ db, process: (id) => till.process(id) });
  });
  if (values['json'] === true) print(JSON.stringify(counts));
  else {
    for (const [name, count] of Object.entries(counts)) print(`${name.padEnd(10)} ${count}`);
    print(`sign in as ${['admin', 'ops', 'analyst', 'customer'].map(demoEmail).join(', ')}`);
    print(`password   ${DEMO_PASSWORD}`);
  }
  return 0;
}
