import { z } from 'zod';
import type { Problem } from '../base/problem.ts';
import { type MonthlyRevenue, monthlyRevenue } from './monthly-revenue.ts';
import { subscriptionStateSchema } from './subscription-state.ts';

const expectSchema = z.looseObject({
  mrr: z.int().optional(),
  gross: z.int().optional(),
  committed: z.int().optional(),
  exact: z.string().optional(),
  excluded: z.string().optional(),
});

const vectorSchema = z.looseObject({
  id: z.string().regex(/^\S+$/),
  input: subscriptionStateSchema.extend({ at: z.int() }),
  expect: expectSchema.optional(),
});

const fileSchema = z.looseObject({ vectors: z.array(z.unknown()) });

/** One subscription and what the rule should say of it. */
export type Vector = z.output<typeof vectorSchema>;

/** The vectors of a file's text, and every problem in it, each with its vector's id. */
export function parseVectors(text: string): { vectors: readonly Vector[]; problems: readonly Problem[] } {
  const file = fileSchema.safeParse(jsonOrUndefined(text));
  if (!file.success) return { vectors: [], problems: [malformed('the file', 'must be JSON with a list `vectors`')] };
  const results = file.data.vectors.map((vector, index) => ({
    name: nameOf(vector, index),
    result: vectorSchema.safeParse(vector),
  }));
  const vectors = results.flatMap(({ result }) => (result.success ? [result.data] : []));
  const problems = results.flatMap(({ name, result }) =>
    result.success ? [] : result.error.issues.map((issue) => malformed(name, issueText(issue))),
  );
  const twice = vectors.filter(({ id }, index) => vectors.findIndex((other) => other.id === id) !== index);
  return { vectors, problems: [...problems, ...twice.map(({ id }) => malformed(id, 'the id is used twice'))] };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nameOf(vector: unknown, index: number): string {
  return z.looseObject({ id: z.string() }).safeParse(vector).data?.id ?? `vector ${index + 1}`;
}

const issueText = (issue: z.core.$ZodIssue): string => `${issue.path.join('.') || 'the vector'}: ${issue.message}`;

const malformed = (name: string, what: string): Problem => ({
  code: 'vectors-malformed',
  title: `${name}: ${what}`,
  hint: 'see the shape of mrr-vectors.json',
});

/** One vector's line, `ID mrr gross committed`, and whether it held; what was expected follows where it differs. */
export function runVector(vector: Vector): { line: string; held: boolean } {
  const revenue = monthlyRevenue(vector.input, vector.input.at);
  const line = `${vector.id} ${revenue.mrr} ${revenue.gross} ${revenue.committed}`;
  const differences = collectDifferences(revenue, vector.expect ?? {});
  const lack = revenue.kind === 'unpriced' ? [`a price, but ${revenue.reason}`] : [];
  const wrong = [...differences, ...lack];
  return { line: wrong.length === 0 ? line : `${line} expected ${wrong.join(', ')}`, held: wrong.length === 0 };
}

function collectDifferences(revenue: MonthlyRevenue, expect: z.output<typeof expectSchema>): string[] {
  const found = {
    mrr: revenue.mrr,
    gross: revenue.gross,
    committed: revenue.committed,
    exact: revenue.kind === 'counted' ? revenue.exact : undefined,
    excluded: revenue.kind === 'excluded' ? revenue.reason : undefined,
  };
  const wanted = [
    ['mrr', expect.mrr, found.mrr],
    ['gross', expect.gross, found.gross],
    ['committed', expect.committed, found.committed],
    ['exact', expect.exact, found.exact],
    ['excluded', expect.excluded, found.excluded],
  ] as const;
  return wanted.filter(([, want, is]) => want !== undefined && want !== is).map(([name, want]) => `${name} ${want}`);
}
