interface Entry {
  readonly title: string;
  readonly hint: string;
}

const entries = {
  PR101: {
    title: 'The page cannot be parsed as MDX',
    hint: 'Write { and < as text with a backslash or inside `code`.',
  },
  PR102: { title: 'The page is not UTF-8 text', hint: 'Save the file as UTF-8 without a byte order mark.' },
  PR103: { title: 'The front matter is malformed', hint: 'Start the page with ---, one "key: value" a line, and ---.' },
  PR104: { title: 'The page has no title', hint: 'Add "title: …" to the front matter.' },
  PR201: { title: 'The attributes cannot be read', hint: 'Write each as name="value" with one kind of quote.' },
  PR202: { title: 'Unknown attribute', hint: 'Remove it or correct its spelling.' },
  PR203: { title: 'An attribute is given twice', hint: 'Keep one of them.' },
  PR204: { title: 'A proof has no id', hint: 'Add id="…": lower-case words joined by hyphens.' },
  PR205: {
    title: 'The id is not kebab-case',
    hint: 'Use lower-case letters, digits and single hyphens, at most 80 characters.',
  },
  PR206: { title: 'The id is used twice', hint: 'An id is unique over all pages: rename one of them.' },
  PR207: { title: 'The title is missing', hint: 'Add title="…": the claim in words.' },
  PR208: { title: 'A proof in a language that is not run', hint: 'Use js, ts or bash.' },
  PR209: { title: 'The script is empty', hint: 'Write the commands that show the claim.' },
  PR210: {
    title: 'The proof asserts nothing',
    hint: 'Call check(words, actual, expected), or in bash add an expect block or exit="0".',
  },
  PR211: {
    title: 'The timeout cannot be read',
    hint: 'Write a number with ms, s or m, from 1ms to 60m, such as timeout="30s".',
  },
  PR212: { title: 'An unknown fixture', hint: 'Name a fixture that proofroom.config.ts declares.' },
  PR213: {
    title: 'A row that the matrix does not have',
    hint: 'Add the row to content/matrix.yaml or correct the id.',
  },
  PR214: { title: 'An unknown safety', hint: 'Write safety="safe" or safety="writes".' },
  PR215: { title: 'The exit status cannot be read', hint: 'Write a whole number from 0 to 255, in bash proofs only.' },
  PR216: { title: 'The block belongs to no proof', hint: 'Set of="…" to the id of a proof on any page.' },
  PR217: { title: 'The expect block is empty', hint: 'Pin at least one printed line, or remove the block.' },
  PR218: {
    title: 'The block has proof attributes but is not marked as one',
    hint: 'Begin its attributes with the word proof, expect or control.',
  },
  PR219: {
    title: 'An inputs pattern leaves the project',
    hint: 'Use patterns relative to the project root, without .. and not absolute.',
  },
  PR301: { title: 'The matrix is not valid YAML', hint: 'Correct the line that the parser names.' },
  PR302: {
    title: 'A matrix row is malformed',
    hint: 'A row is {id, group, claim, page, scope: in | {out: reason}, asks}.',
  },
  PR303: { title: 'A row id is used twice', hint: 'Rename one of the rows.' },
  PR304: {
    title: 'The row names a page or heading that does not exist',
    hint: 'Write page: slug#heading as the site shows it.',
  },
  PR401: { title: 'The configuration cannot be loaded', hint: 'Run node proofroom.config.ts to see the whole error.' },
  PR402: { title: 'The configuration is malformed', hint: 'Compare with the configuration reference.' },
  PR501: {
    title: 'The evidence record is malformed',
    hint: 'Records are written by npm run proofs only: run it again.',
  },
  PR601: { title: 'Nothing has this name', hint: 'Name a proof id, a page or a row; --list shows all proofs.' },
  PR602: { title: 'The option cannot be used so', hint: 'See --help.' },
  PR603: { title: 'This is not a project', hint: 'A project is a folder with content/**/*.mdx.' },
} satisfies Record<string, Entry>;

/** The permanent name of a kind of problem; never reused for another meaning. */
export type ProblemCode = keyof typeof entries;

/** Every problem that the engine can report, by code: title and default hint. The reference page is made from it. */
export const PROBLEMS: Readonly<Record<ProblemCode, Entry>> = entries;
