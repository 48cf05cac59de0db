import { parseArgs } from 'node:util';
import { errorText } from '../base/error-text.ts';
import { refused } from '../base/problem.ts';
import type { Call, Command } from './command.ts';
import { COMMANDS } from './table.ts';

/** A command line that was understood: help, of one command or all, or a command with its checked input. */
export type CommandLine =
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'help-group'; readonly commands: readonly Command[] }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly positionals: Call['positionals'];
      readonly values: Call['values'];
    };

/** Reads the arguments after the program's name. What cannot be understood is Refused with `usage-wrong`. */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const command = findCommand(words);
  if (command === undefined) return withoutCommand(words);
  const rest = words.slice(command.words.split(' ').length);
  if (rest.some(isHelp)) return { kind: 'help', command };
  const { positionals, values } = parseOptions(command, rest);
  if (positionals.length !== command.operands.length) {
    const wanted = command.operands.join(' ') || 'no operand';
    throw wrong(`till ${command.words} takes ${wanted}`, command.words);
  }
  return { kind: 'run', command, positionals, values };
}

function findCommand(words: readonly string[]): Command | undefined {
  const matching = COMMANDS.filter((command) => {
    const own = command.words.split(' ');
    return own.every((word, index) => words[index] === word);
  });
  return matching.toSorted((a, b) => b.words.length - a.words.length)[0];
}

const isHelp = (word: string): boolean => word === '--help' || word === '-h';

/** The commands that begin with the words before the first option. */
function findGroup(words: readonly string[]): readonly Command[] {
  const option = words.findIndex((word) => word.startsWith('-'));
  const plain = (option === -1 ? words : words.slice(0, option)).join(' ');
  return plain === '' ? [] : COMMANDS.filter((command) => command.words.startsWith(`${plain} `));
}

function withoutCommand(words: readonly string[]): CommandLine {
  const [first] = words;
  if (first === 'help' || first === '--help' || first === '-h') {
    return { kind: 'help', command: findCommand(words.slice(1)) };
  }
  const group = findGroup(words);
  if (group.length > 0 && words.some(isHelp)) return { kind: 'help-group', commands: group };
  if (group.length > 0) throw wrong(`till ${first} is the begin of several commands`, first ?? '');
  throw wrong(first === undefined ? 'no command' : `no command ${JSON.stringify(first)}`, '');
}

function parseOptions(command: Command, rest: readonly string[]) {
  const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
  try {
    const { positionals, values } = parseArgs({ args: [...rest], options, allowPositionals: true, strict: true });
    return { positionals, values: { ...values } };
  } catch (error) {
    throw wrong(errorText(error), command.words);
  }
}

const wrong = (title: string, words: string) =>
  refused('usage-wrong', title, `till ${words} --help`.replace('  ', ' '));
