import { describe, expect, it } from 'vitest';
import { parseQuestions } from '../../src/tables/questions.ts';
import { answeredQuestionsTable, openQuestionsTable } from '../../src/tables/questions-table.ts';

const question = (id: string, more = '') => `- {id: ${id}, topic: t, asks: "Is ${id}?", evidence: e${more}}\n`;
const QUESTIONS = `${question('a-1')}${question('a-2', ', says: "page#there"')}${question('a-3')}`;
const MATRIX =
  '- {id: R-1, page: "one#two", asks: [a-1, a-2]}\n- {id: R-2, page: three, asks: [a-1]}\n- {id: R-3, asks: [a-3]}\n';

describe("the buyer's questions", () => {
  it('are answered by rows that have a page, or in words, and are open otherwise', () => {
    const questions = parseQuestions(QUESTIONS, MATRIX);
    expect(openQuestionsTable(questions).rows).toEqual([['t', 'Is a-3?', 'e']]);
    expect(answeredQuestionsTable(questions).rows).toEqual([
      ['t', 'Is a-1?', '[R-1](/one/#two), [R-2](/three/)', ''],
      ['t', 'Is a-2?', '[R-1](/one/#two)', '[page](/page/#there)'],
    ]);
  });

  it.each([
    ['a row that answers what nobody asks', QUESTIONS, '- {id: R-1, page: p, asks: [b-9]}\n', 'R-1: b-9'],
    ['a question without words', '- {id: a-1, topic: t}\n', '[]\n', 'content/questions.yaml: 0.asks'],
    ['a question with an unknown field', question('a-1', ', sayz: x'), '[]\n', 'content/questions.yaml: 0'],
  ])('refuse %s', (_words, questions, matrix, message) => {
    expect(() => parseQuestions(questions, matrix)).toThrow(message);
  });
});
