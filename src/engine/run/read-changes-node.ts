import path from 'node:path';
import vm from 'node:vm';
import type { Change } from '../proof/change.ts';
import type { Control } from '../proof/proof.ts';

const LIMIT_MS = 1000;

/** The changes that a control's script names, in order; or why it names none. The script is the project's own code, like a proof. */
export function readChanges(control: Control): readonly Change[] | { readonly why: string } {
  const changes: Change[] = [];
  const names = {
    edit: (file: unknown, from: unknown, to: unknown) =>
      changes.push({ kind: 'edit', file: inRoot(file), from: text(from, 'from'), to: text(to, 'to') }),
    remove: (file: unknown) => changes.push({ kind: 'remove', file: inRoot(file) }),
    env: (name: unknown, value: unknown) =>
      changes.push({ kind: 'env', name: text(name, 'name'), value: text(value, 'value') }),
    sql: (statement: unknown) => changes.push({ kind: 'sql', text: text(statement, 'statement') }),
  };
  try {
    vm.runInNewContext(control.script, names, { timeout: LIMIT_MS, filename: control.place.file });
  } catch (error) {
    return { why: error instanceof Error || isErrorLike(error) ? error.message : String(error) };
  }
  return changes.length === 0 ? { why: 'it changes nothing' } : changes;
}

function isErrorLike(error: unknown): error is { message: string } {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a text`);
  return value;
}

function inRoot(value: unknown): string {
  const file = path.posix.normalize(text(value, 'file'));
  if (path.posix.isAbsolute(file) || file.startsWith('..') || /^(?:node_modules|\.git|proofs)(?:\/|$)/.test(file))
    throw new TypeError(`${file} is not a file of the project that a control may change`);
  return file;
}
