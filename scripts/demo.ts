import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { startDemo } from '../src/fixtures/start-demo.ts';
import { writeDemoShell } from '../src/fixtures/write-demo-shell.ts';
import { startEmbeddedPostgres } from '../src/service/db/embedded-postgres.ts';
import { DEMO_PASSWORD, demoEmail } from '../src/service/demo/seed-demo-pg.ts';
import { ROLES } from '../src/service/auth/permissions.ts';

/** `npm run demo`: Till with the demo's data and a stand-in for Stripe, until Ctrl-C. What is done there stays for the next time. */
const CLI = path.join(import.meta.dirname, '../src/service/cli.ts');
const { values } = parseArgs({ options: { port: { type: 'string', default: '3000' } } });
const postgres = await startEmbeddedPostgres({ dir: '.till/demo' });
const env = {
  PATH: process.env['PATH'] ?? '',
  DATABASE_URL: postgres.url,
  BACKUP_DIR: path.resolve('.till/demo-backups'),
};
try {
  const till = (...words: string[]) => execa(process.execPath, [CLI, ...words], { env, extendEnv: false });
  await till('migrate');
  await till('seed-demo');
  const demo = await startDemo(env, { secret: 'whsec_demo', port: Number(values.port) });
  console.log(`\nTill   ${demo.till.url}\n`);
  for (const role of ROLES) console.log(`${role.padEnd(9)} ${demoEmail(role)}`);
  const { PATH: _, ...settings } = { ...env, ...demo.settings };
  const shell = writeDemoShell('.till', { url: demo.till.url, settings });
  console.log(`password  ${DEMO_PASSWORD}\n\nIn another terminal, npx till and stripe work on it after:  . ${shell}`);
  console.log('Ctrl-C ends it.');
  await new Promise((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  await demo.stop();
} finally {
  await postgres.stop();
}
