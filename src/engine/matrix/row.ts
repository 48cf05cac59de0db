import { z } from 'zod';
import type { Place } from '../base/problem.ts';

const scope = z.union([z.literal('in'), z.strictObject({ out: z.string().trim().min(1) })]);

/** One row of `content/matrix.yaml`, as written. */
export const rowSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z][\w.-]*$/, 'an id begins with a letter and has no spaces')
    .describe('Named by proofs.'),
  group: z.string().trim().min(1).describe('The heading under which the row is listed.'),
  claim: z.string().trim().min(1).describe('What the buyer reads.'),
  page: z
    .string()
    .regex(/^[\w/-]+(?:#[^\s#]+)?$/, 'write slug#heading')
    .optional()
    .describe('The page and heading where the claim is made.'),
  scope: scope.default('in').describe('`in`, or `{out: reason}`.'),
  asks: z.array(z.string()).default([]).describe("The buyer's questions that it answers."),
});

/** A row of the acceptance matrix. */
export interface Row {
  readonly id: string;
  readonly group: string;
  readonly claim: string;
  /** `slug#heading`, or null when the row names no page. */
  readonly page: string | null;
  readonly scope: { readonly kind: 'in' } | { readonly kind: 'out'; readonly reason: string };
  readonly asks: readonly string[];
  readonly place: Place;
}
