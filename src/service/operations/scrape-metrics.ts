import { errorText } from '../base/error-text.ts';
import type { Figure } from './figure.ts';
import { parseExposition } from './parse-exposition.ts';

/** The figures of a server with `up` 1, or `up` 0 alone and why. Each has the labels `job` and `instance`, as Prometheus adds them. */
export interface Scraped {
  readonly figures: readonly Figure[];
  readonly fault: string | undefined;
}

const TIMEOUT_MS = 10_000;

/** Asks a server for its `/metrics`, with the token that it wants from callers elsewhere, if there is one. Never throws: what does not answer is down. */
export async function scrapeMetrics(url: URL, token: string | undefined): Promise<Scraped> {
  const added = { job: 'till', instance: url.host };
  const up = (value: number): Figure => ({ labels: { __name__: 'up', ...added }, value });
  const down = (fault: string): Scraped => ({ figures: [up(0)], fault });
  try {
    const answer = await fetch(new URL('/metrics', url), {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'manual',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    const text = await answer.text();
    if (!answer.ok) return down(`/metrics answers ${answer.status}`);
    const figures = parseExposition(text, added);
    return figures === undefined
      ? down('/metrics holds no figures')
      : { figures: [...figures, up(1)], fault: undefined };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return down(errorText(cause));
  }
}
