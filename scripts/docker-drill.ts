import { randomInt } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fixture } from '../src/fixtures/docker.ts';
import { helpers, type DockerHelpers } from '../src/fixtures/docker-helpers.ts';

/** `npm run docker:drill`: kills the database or the worker at random moments under load, brings it up again, and counts what was acknowledged and is lost. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' } } });
const TRIES = 5;
const kills = Number(values.kills);
const env = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
if (Number.isInteger(kills) && kills > 0) await main();
else refuse();

function refuse(): void {
  console.error('docker-drill: --kills takes a number from 1');
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const server = await fixture.start({ root: process.cwd(), env });
  try {
    const opened = await server.open({ proof: 'drill', scratch: process.cwd(), env });
    Object.assign(process.env, opened.env, {
      PATH: [...(opened.path ?? []), process.env['PATH']].join(path.delimiter),
    });
    try {
      process.exitCode = (await drill(helpers())) ? 0 : 1;
    } finally {
      await opened.close?.();
    }
  } finally {
    await server.stop();
  }
}

async function drill(stack: DockerHelpers): Promise<boolean> {
  await upAgain(stack);
  const rain = await stack.storm(kills * 3000);
  const recoveries: number[] = [];
  for (let count = 1; count <= kills; count += 1) {
    await sleep(randomInt(500, 4000));
    const service = randomInt(3) === 0 ? 'worker' : 'db';
    await stack.docker('kill', `${process.env['COMPOSE_PROJECT_NAME']}-${service}-1`);
    const began = performance.now();
    await sleep(randomInt(0, 2000));
    await upAgain(stack);
    recoveries.push(performance.now() - began);
    console.error(
      `${count}/${kills} ${service} killed, healthy again after ${secondsOf(recoveries.at(-1))} s; ${rain.acknowledged.size} events acknowledged`,
    );
  }
  await sleep(2000);
  await rain.stop();
  const settled = await stack.within(60, async () => isNone(await stack.lostOf(rain)));
  const lost = await stack.lostOf(rain);
  const slowest = secondsOf(Math.max(...recoveries));
  console.log(
    `${settled ? '✓' : '✗'} ${kills} kills  ${rain.acknowledged.size} acknowledged  ${rain.refused()} refused  ${lost.events} events lost  ${lost.orders} without their payment  slowest recovery ${slowest} s`,
  );
  return settled && rain.acknowledged.size > 0;
}

// What was away too long is unhealthy for a moment after all is back, and Compose does not wait for that: then it is asked again.
async function upAgain(stack: DockerHelpers): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { exit, err } = await stack.compose(['up', '--wait', '--no-build']);
    if (exit === 0) return;
    if (tries === TRIES) throw new Error(`it does not come up: ${err.trim().split('\n').slice(-3).join(' | ')}`);
    await sleep(5000);
  }
}

function isNone(lost: { readonly events: number; readonly orders: number }): boolean {
  return lost.events + lost.orders === 0;
}

function secondsOf(ms: number | undefined): string {
  return ((ms ?? 0) / 1000).toFixed(1);
}
