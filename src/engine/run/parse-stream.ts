import { z } from 'zod';
import { FRAME } from './frame.ts';
import type { ProofEvent } from './proof-event.ts';

const line = z.number().int().nullable();
const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('output'), text: z.string(), line, base64: z.string(), status: z.number().int() }),
  z.object({
    kind: z.literal('check'),
    words: z.string(),
    held: z.boolean(),
    actual: z.string(),
    expected: z.string().nullable(),
    line,
  }),
  z.object({ kind: z.literal('step'), words: z.string() }),
  z.object({ kind: z.literal('attached'), name: z.string() }),
  z.object({ kind: z.literal('figure'), name: z.string(), value: z.number(), unit: z.string() }),
  z.object({ kind: z.literal('redact'), value: z.string(), name: z.string() }),
  z.object({ kind: z.literal('threw'), message: z.string(), line }),
  z.object({ kind: z.literal('untraced'), what: z.string() }),
  z.object({ kind: z.literal('finished') }),
]);

/**
 * Splits a proof's output into events. Markers are `FRAME token op payload FRAME`: op `+` and `.` carry base64 of a
 * JSON message in parts, `c from to` begins a bash command (lines of the script, from 1), `x status from` ends it.
 * Everything between markers is what was printed there, as one piece.
 */
export function parseStream(bytes: Uint8Array, token: string, script: readonly string[]): readonly ProofEvent[] {
  const text = Buffer.from(bytes).toString('latin1');
  const parts = text.split(new RegExp(`${FRAME}${token}([^${FRAME}]*)${FRAME}`));
  const events: ProofEvent[] = [];
  let pending = '';
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) {
      if (part !== '') events.push({ kind: 'printed', bytes: Buffer.from(part, 'latin1') });
    } else if (part.startsWith('+')) pending += part.slice(1);
    else if (part.startsWith('.')) {
      events.push(...parseMessage(pending + part.slice(1)));
      pending = '';
    } else events.push(...bashMarker(part, script));
  }
  return events;
}

function parseMessage(base64: string): readonly ProofEvent[] {
  const parsed = message.parse(JSON.parse(Buffer.from(base64, 'base64').toString('utf8')));
  if (parsed.kind !== 'output') return [parsed];
  const printed = Buffer.from(parsed.base64, 'base64');
  const middle: readonly ProofEvent[] = printed.length > 0 ? [{ kind: 'printed', bytes: printed }] : [];
  return [
    { kind: 'command', text: parsed.text, line: parsed.line },
    ...middle,
    { kind: 'exited', status: parsed.status, line: parsed.line },
  ];
}

function bashMarker(marker: string, script: readonly string[]): readonly ProofEvent[] {
  const [op = '', first = '', second = ''] = marker.split(' ');
  const from = Number(first);
  if (op === 'c') return [{ kind: 'command', text: script.slice(from - 1, Number(second)).join('\n'), line: from }];
  if (op === 'x') return [{ kind: 'exited', status: from, line: Number(second) }];
  return [];
}
