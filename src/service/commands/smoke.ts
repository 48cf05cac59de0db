import { systemClock } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import { runSmoke } from '../deploy-check/smoke.ts';
import { createWeb } from '../deploy-check/web.ts';
import type { Call } from './command.ts';

/** `till smoke URL`: 0 when a server does what a stranger can see, 1 when not. URL is where people reach it; `--at` asks elsewhere in its name. */
export async function smoke({ positionals, values, print }: Call): Promise<number> {
  const publicUrl = parseUrl(positionals[0]);
  const askedUrl = typeof values['at'] === 'string' ? parseUrl(values['at']) : publicUrl;
  const results = await runSmoke(createWeb({ publicUrl, askedUrl, clock: systemClock }), parseCommit(values['commit']));
  if (values['json'] === true) print(JSON.stringify(results));
  else for (const { name, holds, words } of results) print(`${holds ? '✓' : '✗'} ${name.padEnd(42)} ${words}`);
  return results.every(({ holds }) => holds) ? 0 : 1;
}

function parseUrl(text: string | undefined): URL {
  if (text !== undefined && /^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
  throw refused('usage-wrong', 'no http or https address to ask', 'till smoke https://till.example.com');
}

function parseCommit(commit: string | boolean | undefined): string | undefined {
  if (typeof commit !== 'string') return undefined;
  if (/^[0-9a-f]{7,40}$/.test(commit)) return commit;
  throw refused('usage-wrong', '--commit must be 7 to 40 hex digits', 'such as that of git rev-parse HEAD');
}
