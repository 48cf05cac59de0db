import { execa } from 'execa';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';
import { fixture as postgres } from '../src/fixtures/postgres.ts';
import { fixture as service } from '../src/fixtures/service.ts';
import { helpers } from '../src/fixtures/service-helpers.ts';
import { randomSubscriptions } from './random-subscriptions.ts';
import { withFixtures } from './with-fixtures.ts';

/** What must be compared at least; a gate that looked at less does not hold. No difference is allowed. */
const LEAST = { vectors: 36, demo: 300, random: 300 };
const CLI = path.resolve('src/service/cli.ts');
const rowSchema = z.object({
  day: z.date(),
  currency: z.string(),
  till: z.coerce.number(),
  recomputed: z.coerce.number(),
});
const QUERY = await readFile('deploy/queries/mrr-by-day.sql', 'utf8');

interface Compared {
  readonly name: keyof typeof LEAST;
  readonly words: string;
  readonly examined: number;
  readonly differing: readonly string[];
}

const results = [
  await compareVectors(),
  await withFixtures([postgres], compareDemo),
  await withFixtures([postgres, service], compareRandom),
];
for (const result of results) {
  const { name, words, examined, differing } = result;
  for (const line of differing.slice(0, 10)) console.error(`  ${line}`);
  const few = examined < LEAST[name] ? `, fewer than ${LEAST[name]}` : '';
  console.log(`${holds(result) ? '✓' : '✗'} ${name.padEnd(8)} ${examined} ${words}, ${differing.length} differ${few}`);
}
process.exitCode = results.every(holds) ? 0 : 1;

function holds({ name, examined, differing }: Compared): boolean {
  return differing.length === 0 && examined >= LEAST[name];
}

async function till(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<string> {
  const { stdout } = await execa(process.execPath, [CLI, ...words], {
    env,
    extendEnv: false,
    all: true,
    reject: false,
  });
  return stdout;
}

async function compareVectors(): Promise<Compared> {
  const lines = (await till({}, 'mrr', 'vectors', 'test/data/mrr-vectors.json')).trim().split('\n');
  const good = lines.filter((line) => /^V\d+ \d+ \d+ \d+$/.test(line));
  const differing = lines.filter((line) => !good.includes(line));
  return { name: 'vectors', words: 'subscriptions worked out by hand', examined: lines.length, differing };
}

async function compareDemo(env: Readonly<Record<string, string>>): Promise<Compared> {
  await till(env, 'seed-demo');
  return { name: 'demo', words: 'snapshots of the demo recomputed from raw events', ...(await compareSnapshots(env)) };
}

async function compareRandom(env: Readonly<Record<string, string>>): Promise<Compared> {
  Object.assign(process.env, env);
  const stranger = helpers();
  const last = Math.floor(Date.now() / 86_400_000) * 86_400;
  for (const { type, created, subscription } of randomSubscriptions(20_261_124, { count: 400, last, days: 90 })) {
    const status = await stranger.deliver(stranger.snapshot(type, subscription, { created }));
    if (status !== 200) throw new Error(`the event was answered ${status}`);
  }
  const day = (ago: number): string => new Date((last - ago * 86_400) * 1000).toISOString().slice(0, 10);
  await till(env, 'snapshot', 'rebuild', '--from', day(90), '--to', day(1));
  return { name: 'random', words: 'snapshots of random subscriptions recomputed', ...(await compareSnapshots(env)) };
}

async function compareSnapshots(
  env: Readonly<Record<string, string>>,
): Promise<Pick<Compared, 'examined' | 'differing'>> {
  const client = new Client({ connectionString: env['DATABASE_URL'] });
  await client.connect();
  const { rows: found } = await client.query(QUERY).finally(() => client.end());
  const rows = z.array(rowSchema).parse(found);
  const differing = rows.filter((row) => row.till !== row.recomputed);
  const words = ({ day, currency, till: ours, recomputed }: z.output<typeof rowSchema>): string =>
    `${day.toISOString().slice(0, 10)} ${currency}: Till ${ours}, recomputed ${recomputed}`;
  return { examined: rows.length, differing: differing.map(words) };
}
