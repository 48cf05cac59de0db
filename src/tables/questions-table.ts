import { words } from './cells.ts';
import type { Question } from './questions.ts';
import type { Table } from './table.ts';

/** The questions that nothing here answers, with what would. */
export function openQuestionsTable(questions: readonly Question[]): Table {
  const open = questions.filter((question) => !isAnswered(question));
  return {
    columns: ['about', 'question', 'what would answer it'],
    rows: open.map(({ topic, asks, evidence }) => [words(topic), words(asks), words(evidence)]),
  };
}

/** The questions that rows of the matrix answer, or the seller in words. */
export function answeredQuestionsTable(questions: readonly Question[]): Table {
  return {
    columns: ['about', 'question', 'proved by', 'said in words'],
    rows: questions
      .filter(isAnswered)
      .map(({ topic, asks, rows, says }) => [
        words(topic),
        words(asks),
        rows.map(({ id, page }) => `[${id}](${address(page)})`).join(', '),
        says === undefined ? '' : `[${says.split('#')[0]}](${address(says)})`,
      ]),
  };
}

const isAnswered = ({ rows, says }: Question): boolean => rows.length > 0 || says !== undefined;

function address(page: string): string {
  const [slug, anchor] = page.split('#');
  return `/${slug}/${anchor === undefined ? '' : `#${anchor}`}`;
}
