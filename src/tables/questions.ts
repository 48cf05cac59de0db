import { parse } from 'yaml';
import { z } from 'zod';

/** Where the buyer's questions stand in the project, and the rows that answer them. */
export const QUESTIONS_FILE = 'content/questions.yaml';
export const MATRIX_FILE = 'content/matrix.yaml';

const questionSchema = z.strictObject({
  id: z.string().describe('Its name, as rows use it.'),
  topic: z.string().describe('What it is about.'),
  asks: z.string().describe('The question.'),
  evidence: z.string().describe('What would answer it.'),
  says: z.string().optional().describe('Page and heading on which the seller answers in words.'),
});
const rowSchema = z.looseObject({
  id: z.string(),
  page: z.string().optional(),
  asks: z.array(z.string()).default([]),
});

/** A buyer's question with the rows of the matrix that answer it. */
export interface Question extends z.output<typeof questionSchema> {
  readonly rows: readonly { readonly id: string; readonly page: string }[];
}

/** Joins questions and rows. A row that names a question that nobody asks throws. */
export function parseQuestions(questions: string, matrix: string): readonly Question[] {
  const asked = read(z.array(questionSchema), { file: QUESTIONS_FILE, text: questions });
  const rows = read(z.array(rowSchema), { file: MATRIX_FILE, text: matrix });
  const known = new Set(asked.map(({ id }) => id));
  const strange = rows.flatMap(({ id, asks }) => asks.filter((one) => !known.has(one)).map((one) => `${id}: ${one}`));
  if (strange.length > 0) throw new Error(`rows that answer questions which nobody asks: ${strange.join(', ')}`);
  return asked.map((question) => ({
    ...question,
    rows: rows.flatMap(({ id, page, asks }) =>
      page !== undefined && asks.includes(question.id) ? [{ id, page }] : [],
    ),
  }));
}

function read<T>(schema: z.ZodType<T>, { file, text }: { readonly file: string; readonly text: string }): T {
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new Error(`${file}: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`);
}
