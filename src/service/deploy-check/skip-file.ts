import { z } from 'zod';
import { type Problem, Refused } from '../base/problem.ts';
import { errorText } from '../base/error-text.ts';

/** A finding that somebody lives with until a day, and why. */
export interface Exception {
  readonly id: string;
  readonly reason: string;
  /** The last day on which it counts, such as 2027-01-31. */
  readonly expires: string;
}

/** What is read: the text of a file, under its name in messages. */
export interface SkipText {
  readonly file: string;
  readonly text: string;
}

const exceptionSchema = z.strictObject({
  id: z.string({ error: 'needs an id' }),
  reason: z.string({ error: 'needs a reason' }).trim().min(10, { error: 'needs a reason of 10 characters or more' }),
  expires: z.iso.date({ error: 'needs a day of expiry such as 2027-01-31' }),
});
const HINT = 'a JSON list of {"id", "reason", "expires"}';

/** Reads exceptions, at most one a check. Throws Refused with every wrong, unknown or expired one at once, by file and line. */
export function parseSkipFile({ file, text }: SkipText, ids: ReadonlySet<string>, today: string): readonly Exception[] {
  const items = parseList({ file, text });
  const lines = itemLines(text);
  const problems: Problem[] = [];
  const exceptions: Exception[] = [];
  for (const [index, item] of items.entries()) {
    const place = `${file}:${lines[index] ?? 1}`;
    const parsed = exceptionSchema.safeParse(item);
    if (parsed.success) {
      problems.push(...judgeException(parsed.data, { place, ids, today, known: exceptions }));
      exceptions.push(parsed.data);
    } else problems.push(...parsed.error.issues.map((issue) => malformed(place, issue.message)));
  }
  if (problems.length > 0) throw new Refused(problems);
  return exceptions;
}

function parseList({ file, text }: SkipText): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list;
  } catch (error) {
    const line = Number(/line (\d+)/.exec(errorText(error))?.[1] ?? 1);
    throw new Refused([malformed(`${file}:${line}`, `is no JSON: ${errorText(error)}`)]);
  }
  throw new Refused([malformed(`${file}:1`, 'is no list')]);
}

interface Place {
  readonly place: string;
  readonly ids: ReadonlySet<string>;
  readonly today: string;
  readonly known: readonly Exception[];
}

function judgeException({ id, expires }: Exception, { place, ids, today, known }: Place): readonly Problem[] {
  const problems: Problem[] = [];
  if (!ids.has(id)) problems.push(malformed(place, `names ${JSON.stringify(id)}, which is no check`));
  if (known.some((one) => one.id === id)) problems.push(malformed(place, `names ${id} a second time`));
  if (expires < today) {
    const title = `${place}: the exception for ${id} expired on ${expires}`;
    problems.push({ code: 'skip-expired', title, hint: 'mend what was found, or decide again and set a later day' });
  }
  return problems;
}

const malformed = (place: string, words: string): Problem => ({
  code: 'skip-malformed',
  title: `${place}: ${words}`,
  hint: HINT,
});

/** The line on which each item of a list starts; lines start at 1. */
function itemLines(text: string): readonly number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let fresh = true;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]},\n]|[^\s"[{\]},]+/g)) {
    if (token === '\n') line += 1;
    else if (token === ',') fresh = depth === 1 || fresh;
    else {
      const closes = token === ']' || token === '}';
      if (depth === 1 && fresh && !closes) {
        lines.push(line);
        fresh = false;
      }
      if (token === '[' || token === '{') depth += 1;
      if (closes) depth -= 1;
    }
  }
  return lines;
}
