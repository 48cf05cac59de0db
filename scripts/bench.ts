import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bashProofs } from './bench/bash-proofs.ts';
import { exportOrders } from './bench/export-orders.ts';
import { freshDatabase } from './bench/fresh-database.ts';
import { jsProofs } from './bench/js-proofs.ts';
import type { Bench, Measurement } from './bench/measurement.ts';
import { isReached, measurementLines, ratioOf } from './bench/measurement-lines.ts';
import { noOp } from './bench/no-op.ts';
import { snapshotRebuild } from './bench/snapshot-rebuild.ts';
import { webhookIntake } from './bench/webhook-intake.ts';

const BENCHES: readonly Bench[] = [
  jsProofs,
  bashProofs,
  freshDatabase,
  noOp,
  webhookIntake,
  snapshotRebuild,
  exportOrders,
];
const NAMES = BENCHES.map((bench) => bench.name).join(',');

/** Measures in turn, each in a scratch folder of its own, and prints. A missed target is no failure: machines differ. */
async function main(): Promise<void> {
  const chosen = readArguments();
  if (typeof chosen === 'string') return refuse(chosen);
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'proofroom-bench-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const measurements: Measurement[] = [];
  for (const bench of chosen.benches) {
    if (process.stderr.isTTY) process.stderr.write(`measuring ${bench.name} …\n`);
    measurements.push(...(await bench.measure(path.join(scratch, bench.name))));
  }
  console.log(chosen.json ? jsonText(measurements) : measurementLines(measurements).join('\n'));
}

interface Chosen {
  readonly benches: readonly Bench[];
  readonly json: boolean;
}

function readArguments(): Chosen | string {
  const read = parsed();
  if (typeof read === 'string') return read;
  const names = read.only?.split(',') ?? [];
  const unknown = names.filter((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown.length > 0) return `there is no measurement ${unknown.join(', ')}`;
  return { benches: BENCHES.filter(({ name }) => names.length === 0 || names.includes(name)), json: read.json };
}

function parsed(): { only: string | undefined; json: boolean } | string {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean', default: false } } });
    return { only: values.only, json: values.json };
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

function refuse(words: string): void {
  console.error(`bench: ${words}\n  hint: node scripts/bench.ts [--only ${NAMES}] [--json]`);
  process.exitCode = 2;
}

function jsonText(measurements: readonly Measurement[]): string {
  const machine = { cores: os.availableParallelism(), node: process.versions.node };
  const facts = measurements.map((one) => ({ ...one, ratio: ratioOf(one), reached: isReached(one) }));
  return JSON.stringify({ machine, measurements: facts }, null, 2);
}

await main();
