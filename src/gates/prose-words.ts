/** Words that prose does without, and why. */
export interface ProseWord {
  readonly pattern: RegExp;
  readonly reason: string;
}

const belittles = 'who does not find it so feels foolish; leave it out';
const boasts = 'it praises and says nothing that could be checked; say what is measured';
const fills = 'it says nothing; leave it out';
const unfinished = 'the page is not finished';

const word = (words: string): RegExp => new RegExp(String.raw`\b(?:${words})\b`, 'i');

/** The list. A pattern matches one occurrence of a word, in any case. */
export const PROSE_WORDS: readonly ProseWord[] = [
  {
    pattern: word('simply|just|easy|easily|easier|effortless(?:ly)?|trivial(?:ly)?|straightforward(?:ly)?'),
    reason: belittles,
  },
  { pattern: word('obviously|clearly|of course|needless to say|as you know|naturally'), reason: belittles },
  {
    pattern: word(
      'seamless(?:ly)?|robust(?:ly)?|powerful|cutting[- ]edge|state[- ]of[- ]the[- ]art|world[- ]class|best[- ]in[- ]class|enterprise[- ]grade|production[- ]ready|battle[- ]tested|blazing(?:ly)?|lightning[- ]fast|rock[- ]solid|bulletproof|beautiful(?:ly)?|elegant(?:ly)?|delightful|revolutionary|game[- ]chang(?:er|ing)|innovative|comprehensive(?:ly)?|holistic',
    ),
    reason: boasts,
  },
  {
    pattern: word(
      'leverag(?:e|es|ed|ing)|utiliz(?:e|es|ed|ing)|empower(?:s|ed|ing)?|streamlin(?:e|es|ed|ing)|unlock(?:s|ed)? the|synerg(?:y|ies)',
    ),
    reason: 'a plain word says it: use, help, shorten',
  },
  {
    pattern: word(
      'please|note that|please note|in order to|basically|actually|very|really|quite|it is worth noting|at the end of the day',
    ),
    reason: fills,
  },
  { pattern: word('TODO|TBD|FIXME|XXX|lorem ipsum|lorem|coming soon|to be written'), reason: unfinished },
];

/** A sentence with more words than this is cut in two. */
export const LONGEST_SENTENCE = 40;
