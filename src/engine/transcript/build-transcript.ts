import type { ProofEvent } from '../run/proof-event.ts';
import { canonicalText } from './canonical-text.ts';
import type { Encoding } from './decode.ts';
import { BUILT_IN, redact, valueRedactions, type Redaction } from './redact.ts';

/** A transcript, and what is worth saying about how it came to be. */
export interface Transcript {
  /** Canonical text with redactions applied; empty or ending in one newline. */
  readonly text: string;
  /** Encodings other than UTF-8 that were met. */
  readonly encodings: readonly Encoding[];
  /** Names of redactions that the script asked for and that matched nothing. */
  readonly idleRedactions: readonly string[];
  /** Applies the same redactions to other words of the run. */
  readonly redact: (text: string) => string;
}

/** What a transcript is made with, beside the events. */
export interface TranscriptRules {
  /** Absolute paths that stand as `[TMP]` and `[ROOT]`. */
  readonly scratch: readonly string[];
  readonly root: readonly string[];
  /** The project's own redactions. */
  readonly redactions: readonly Redaction[];
}

/** Joins what a proof showed into one text: each printed piece is decoded by itself, commands are echoed as `$ command`. */
export function buildTranscript(events: readonly ProofEvent[], rules: TranscriptRules): Transcript {
  const encodings = new Set<Encoding>();
  const text = events.map((event) => eventText(event, encodings)).join('');
  const asked = events.flatMap((event) => (event.kind === 'redact' ? valueRedactions(event.name, [event.value]) : []));
  const places = [...valueRedactions('TMP', rules.scratch), ...valueRedactions('ROOT', rules.root)];
  const own = redact(text, [...places, ...asked]);
  const whole = (of: string): string => redact(of, [...rules.redactions, ...BUILT_IN]).text;
  encodings.delete('utf-8');
  return {
    text: whole(own.text),
    encodings: [...encodings],
    idleRedactions: [...new Set(asked.map((one) => one.name))].filter((name) => !own.used.has(name)),
    redact: (words) => whole(redact(words, [...places, ...asked]).text),
  };
}

function eventText(event: ProofEvent, encodings: Set<Encoding>): string {
  switch (event.kind) {
    case 'printed': {
      const { text, encoding } = canonicalText(event.bytes);
      encodings.add(encoding);
      return text;
    }
    case 'command':
      return inLines(commandText(event.text));
    case 'exited':
      return exitText(event.status);
    case 'check':
      return inLines(checkText(event));
    case 'step':
      return inLines(`── ${event.words}`);
    case 'attached':
      return inLines(`(kept ${event.name})`);
    case 'threw':
      return inLines(`(threw ${event.message})`);
    case 'figure':
    case 'redact':
    case 'untraced':
    case 'finished':
      return '';
  }
}

/** A status below zero stands for a signal. */
function exitText(status: number): string {
  if (status === 0) return '';
  return status < 0 ? '(ended by a signal)\n' : `(exit ${status})\n`;
}

/** Words of the script pass the same rules as what a program prints. */
function inLines(text: string): string {
  return canonicalText(Buffer.from(`${text}\n`, 'utf8')).text;
}

/** A command as it would stand at a prompt: comments as they are, further lines indented. */
function commandText(text: string): string {
  let begun = false;
  return text
    .split('\n')
    .map((line) => {
      if (begun) return `  ${line}`;
      if (line.trim() === '' || line.trimStart().startsWith('#')) return line;
      begun = true;
      return `$ ${line}`;
    })
    .join('\n');
}

function checkText(check: Extract<ProofEvent, { kind: 'check' }>): string {
  if (check.held) return check.expected === null ? `✓ ${check.words}` : `✓ ${check.words}: ${check.actual}`;
  const expected = check.expected ?? 'something true';
  return `✗ ${check.words}\n  expected ${indented(expected)}\n  but was  ${indented(check.actual)}`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n           ');
}
