import type { Command } from './command.ts';
import { COMMANDS } from './table.ts';

/** The help of all commands, or of one with its options. */
export function helpText(command?: Command): string {
  if (command === undefined) return overview();
  const options = Object.entries(command.options).map(
    ([name, option]) => `  ${optionUsage(name, option.type).padEnd(22)}${option.doc}`,
  );
  return [`till ${usage(command)}`, `  ${command.doc}`, ...options].join('\n');
}

function overview(): string {
  return ['Till: orders, subscriptions and revenue from Stripe.', '', groupText(COMMANDS)].join('\n');
}

/** Some commands, a line each. */
export function groupText(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => usage(command).length)) + 2;
  const lines = commands.map((command) => `  till ${usage(command).padEnd(width)}${command.doc}`);
  return [...lines, '', 'till COMMAND --help tells its options.'].join('\n');
}

const usage = (command: Command): string => [command.words, ...command.operands].join(' ');

const optionUsage = (name: string, type: string): string => (type === 'string' ? `--${name} VALUE` : `--${name}`);
