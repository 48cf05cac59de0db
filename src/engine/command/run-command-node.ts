import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { problem, ProblemsError, type Problem } from '../base/problem.ts';
import { parseShard, type Shard } from '../proof/select-proofs.ts';
import { githubProblems } from '../report/github.ts';
import { jsonText, problemsJson } from '../report/json.ts';
import { problemsText } from '../report/problem-text.ts';
import { accept } from './accept-node.ts';
import { check } from './check-node.ts';
import { claims } from './claims-node.ts';
import { COMMANDS, helpText, type CommandName } from './commands.ts';
import { controls } from './controls-node.ts';
import { guardIo } from './guard-io.ts';
import { EXIT, type Io } from './io.ts';
import { diff, diffAgainst } from './diff-node.ts';
import { list } from './list-node.ts';
import { matrix } from './matrix-node.ts';
import { prove } from './prove-node.ts';
import { verify } from './verify-node.ts';
import { watch } from './watch-node.ts';

export type { CommandName } from './commands.ts';

interface Values {
  readonly root: string;
  readonly json: boolean;
  readonly junit: string | null;
  readonly github: boolean;
  readonly all: boolean;
  readonly watch: boolean;
  readonly list: boolean;
  readonly accept: boolean;
  readonly check: boolean;
  readonly help: boolean;
  readonly writes: boolean;
  readonly diff: string | null;
  readonly against: string | null;
  readonly page: string | null;
  readonly shard: Shard | null;
  readonly repeat: number;
  readonly without: readonly string[];
  readonly with: readonly string[];
  readonly names: readonly string[];
}

/** Runs one command with its arguments and gives its exit status; every mistake in the input is told at once. */
export async function runCommand(name: CommandName, args: readonly string[], streams: Io): Promise<number> {
  const io = guardIo(streams);
  try {
    const values = readArguments(name, args);
    if (values.help) {
      io.out(helpText(name));
      return EXIT.held;
    }
    return await perform(name, values, io);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    if (args.includes('--json')) io.out(jsonText(problemsJson(error.problems)));
    if (args.includes('--github')) io.err(githubProblems(error.problems));
    io.err(problemsText(error.problems));
    return EXIT.badInput;
  }
}

async function perform(name: CommandName, values: Values, io: Io): Promise<number> {
  switch (name) {
    case 'proofs':
      if (values.diff !== null) return diff({ ...values, ref: values.diff }, io);
      if (values.list) return list(values, io);
      if (values.accept) return accept(values, io);
      return values.watch ? watch(values, io) : prove(values, io);
    case 'check':
      return check(values, io);
    case 'controls':
      return controls(values, io);
    case 'matrix':
      return matrix(values, io);
    case 'claims':
      return claims(values, io);
    case 'verify':
      return values.against === null ? verify(values, io) : diffAgainst({ ...values, against: values.against }, io);
  }
}

function readArguments(name: CommandName, args: readonly string[]): Values {
  const options: ParseArgsConfig['options'] = Object.fromEntries(
    COMMANDS[name].options.map(({ name, type, multiple }) => [name, { type, multiple: multiple ?? false }]),
  );
  const { values, positionals } = parsed(options, args);
  const text = (key: string): string | null => (typeof values[key] === 'string' ? values[key] : null);
  const flag = (key: string): boolean => values[key] === true;
  const root = path.resolve(text('root') ?? '.');
  const [shard, repeat] = [text('shard'), text('repeat') ?? '1'];
  const problems = [
    ...(positionals.length > 0 && !COMMANDS[name].names ? [bad('it takes no names', positionals.join(' '))] : []),
    ...(shard !== null && parseShard(shard) === null ? [bad('write --shard part/parts, such as 1/4', shard)] : []),
    ...pageMistakes(name, text),
    ...(isRepeat(repeat) ? [] : [bad('write --repeat with a number from 1 to 999', repeat)]),
    ...(existsSync(path.join(root, 'content')) ? [] : [noProject(text('root') ?? '.')]),
  ];
  if (problems.length > 0 && !flag('help')) throw new ProblemsError(problems);
  return {
    root,
    json: flag('json'),
    junit: text('junit'),
    github: flag('github'),
    all: flag('all'),
    watch: flag('watch'),
    list: flag('list'),
    accept: flag('accept'),
    check: flag('check'),
    help: flag('help'),
    writes: flag('writes'),
    diff: text('diff'),
    against: text('against'),
    page: text('page'),
    shard: shard === null ? null : parseShard(shard),
    repeat: Number(repeat),
    without: many(values['without']),
    with: many(values['with']),
    names: positionals,
  };
}

function many(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A page of differences needs something to differ from. */
function pageMistakes(name: CommandName, text: (key: string) => string | null): readonly Problem[] {
  if (text('page') === null || text('diff') !== null || text('against') !== null) return [];
  return [bad(`write it with --${name === 'verify' ? 'against' : 'diff'}`, '--page')];
}

function isRepeat(text: string): boolean {
  return /^[1-9]\d{0,2}$/.test(text);
}

function parsed(
  options: ParseArgsConfig['options'],
  args: readonly string[],
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options: options ?? {}, allowPositionals: true, strict: true });
  } catch (error) {
    throw new ProblemsError([bad(error instanceof Error ? (error.message.split('. ')[0] ?? '') : '', '')]);
  }
}

function bad(words: string, value: string): Problem {
  const detail = value === '' ? words : `${value}: ${words}`;
  return problem('PR602', { file: 'arguments', line: 1 }, { detail });
}

function noProject(given: string): Problem {
  return problem('PR603', { file: given, line: 1 }, { detail: 'it has no content folder' });
}
