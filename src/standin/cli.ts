#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startStandIn } from './start-stand-in.ts';

const OPTIONS = {
  port: { type: 'string', default: '0' },
  host: { type: 'string', default: '127.0.0.1' },
  secret: { type: 'string', default: 'whsec_standin' },
  'secret-file': { type: 'string' },
  seed: { type: 'string', default: 'till' },
  endpoint: { type: 'string', multiple: true },
  'stop-with-parent': { type: 'boolean', default: false },
} as const;

/** Refuses mode production. Starts a stand-in, prints its address as one JSON line, and serves until SIGTERM, or until stdin ends with --stop-with-parent. */
export async function main(words: string[]): Promise<void> {
  const { values } = parseArgs({ args: words, options: OPTIONS });
  if (process.env['TILL_MODE'] === 'production') throw new Error('refused in mode production: it is not Stripe');
  const { port, host, seed, endpoint } = values;
  const file = values['secret-file'];
  const secret = file === undefined ? values.secret : (readFileSync(file, 'utf8').trim().split(',')[0] ?? '');
  const standIn = await startStandIn({ port: Number(port), host, secret, seed, endpoints: endpoint ?? [] });
  process.stdout.write(`${JSON.stringify({ msg: 'listening', url: standIn.url, port: standIn.port })}\n`);
  await stopAsked(values['stop-with-parent']);
  await standIn.close();
}

function stopAsked(withParent: boolean): Promise<unknown> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve).once('SIGINT', resolve);
    if (withParent) process.stdin.once('end', resolve).once('error', resolve).resume();
  });
}

if (import.meta.main) {
  try {
    await main(process.argv.slice(2));
    process.exit(0);
  } catch (error) {
    process.stderr.write(`stand-in: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}
