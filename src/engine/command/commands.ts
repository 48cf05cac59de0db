interface Option {
  readonly name: string;
  readonly type: 'boolean' | 'string';
  readonly multiple?: boolean;
  readonly words: string;
}
interface Command {
  readonly script: string;
  readonly words: string;
  /** Whether it takes proof ids, pages and rows. */
  readonly names: boolean;
  readonly options: readonly Option[];
}

const root: Option = { name: 'root', type: 'string', words: 'the project folder; by default the current one' };
const json: Option = { name: 'json', type: 'boolean', words: 'print the same facts as JSON' };
const page: Option = { name: 'page', type: 'string', words: 'also write the differences to this file, as HTML' };
const help: Option = { name: 'help', type: 'boolean', words: 'print this' };
const reports: readonly Option[] = [
  { name: 'junit', type: 'string', words: 'also write JUnit XML to this file' },
  { name: 'github', type: 'boolean', words: 'also print workflow annotations' },
];

const commands = {
  proofs: {
    script: 'npm run proofs -- [id|page|row …]',
    words: 'Runs the proofs that are stale, failing or missing, and keeps the evidence of those that hold.',
    names: true,
    options: [
      root,
      { name: 'all', type: 'boolean', words: 'run every proof' },
      { name: 'watch', type: 'boolean', words: 'stay, and run again what a change makes stale' },
      { name: 'shard', type: 'string', words: 'run one part of the whole, such as 1/4' },
      { name: 'repeat', type: 'string', words: 'run each proof so many times, to find a flaky one' },
      { name: 'accept', type: 'boolean', words: 'rewrite the expect blocks of the named proofs to what they print' },
      { name: 'diff', type: 'string', words: 'say what was lost, added and changed since this commit; run nothing' },
      page,
      { name: 'list', type: 'boolean', words: 'list the proofs and their state; run nothing' },
      json,
      ...reports,
      help,
    ],
  },
  check: {
    script: 'npm run proofs:check',
    words: 'Runs every proof again and compares with what is committed, byte for byte. Writes nothing.',
    names: false,
    options: [
      root,
      {
        name: 'without',
        type: 'string',
        multiple: true,
        words: 'trust fresh evidence of proofs that need this fixture',
      },
      {
        name: 'with',
        type: 'string',
        multiple: true,
        words: 'run proofs that need this expensive fixture again though their evidence is fresh',
      },
      {
        name: 'writes',
        type: 'boolean',
        words: 'in an unpacked bundle, run also what leaves traces outside of its scratch folder',
      },
      json,
      ...reports,
      help,
    ],
  },
  controls: {
    script: 'npm run proofs:controls -- [id|page|row …]',
    words: 'Changes a copy of the project as each control says, and demands that its proof goes red.',
    names: true,
    options: [
      root,
      { name: 'all', type: 'boolean', words: 'run also the controls that were seen failing as things are now' },
      { name: 'check', type: 'boolean', words: 'write nothing, and demand that what is committed is fresh' },
      json,
      help,
    ],
  },
  matrix: {
    script: 'npm run matrix',
    words: 'Prints the acceptance matrix with computed verdicts.',
    names: false,
    options: [root, json, help],
  },
  claims: {
    script: 'npm run claims',
    words: 'Prints every claim of the files that the configuration names, with its rows, and what is wrong with any.',
    names: false,
    options: [root, json, help],
  },
  verify: {
    script: 'npm run verify',
    words: 'Recomputes every digest and verdict from files alone; runs nothing.',
    names: false,
    options: [
      root,
      { name: 'against', type: 'string', words: 'say what was lost, added and changed since this older bundle' },
      page,
      json,
      help,
    ],
  },
} satisfies Record<string, Command>;

/** The name of a command. */
export type CommandName = keyof typeof commands;

/** All commands: their options, parser and help are made from this table. */
export const COMMANDS: Readonly<Record<CommandName, Command>> = commands;

/** The help of one command. */
export function helpText(name: CommandName): string {
  const { script, words, options } = COMMANDS[name];
  const width = Math.max(...options.map((option) => option.name.length));
  const lines = options.map((option) => `  --${option.name.padEnd(width)}  ${option.words}\n`);
  return `${script}\n\n${words}\n\n${lines.join('')}\nExit: 0 held, 1 not held, 2 the input is wrong, 130 interrupted.\n`;
}
