import { COMMANDS } from '../../../src/service/commands/table.ts';
import { source } from './code-facts.ts';
import type { Fact } from './page-text.ts';

/** The exit status that a command of Till names for what does not hold. */
function exits(words: string, option?: string): readonly (string | undefined)[] {
  const command = COMMANDS.find((one) => one.words === words);
  const doc = option === undefined ? command?.doc : command?.options[option]?.doc;
  return [/\bexit (\d)/.exec(doc ?? '')?.[1]];
}

const held = (): readonly string[] => [source('src/service/cli.ts', /answers the exit code: (\d) held/)];
const accepted = (): readonly string[] => [
  source('src/service/web/webhook-routes.ts', /(\d+): z\.object\(\{ received: z\.literal\(true\)/),
];

/** Exit statuses of commands, and the status of an event that is stored. */
export const STATUSES: readonly Fact[] = [
  ['till alerts', 'runbook', /worst first\. It exits (\d) when one fires/, () => exits('alerts')],
  ['till events retry', 'runbook', /The command exits (\d) while one stays parked/, () => exits('events retry')],
  ['till jobs run', 'runbook', /waits for the end and exits (\d) if it failed again/, () => exits('jobs run')],
  [
    'till restore',
    'runbook',
    /and revenue, and exits (\d) where something differs/,
    () => exits('restore', 'validate'),
  ],
  ['till restore', 'backup', /A drill that fails exits (\d),/, () => exits('restore', 'validate')],
  ['till backups', 'backup', /It exits (\d) where one is not good/, () => exits('backups')],
  ['till reconcile', 'refunds', /The command exits (\d) while an issue is open/, () => exits('reconcile')],
  ['till mrr vectors', 'revenue', /It exits (\d) when one differs/, () => exits('mrr vectors')],
  ['till check', 'deployment', /any error or warning makes it exit (\d)\./, () => exits('check')],
  ['what holds', 'runbook', /\*\*Verify\*\*: (?:`till reconcile`|the command|the drill) exits (\d)/, held],
  ['what holds', 'runbook', /Each command exits (\d) when all is well/, held],
  ['what holds', 'runbook', /When `till backups` exits (\d) without/, held],
  ['stored events', 'runbook', /next delivery is answered (\d+)\./, accepted],
  ['stored events', 'runbook', /What it has answered with (\d+) is stored/, accepted],
  ['stored events', 'docker', /An event that was answered with (\d+) is in the database/, accepted],
  ['stored events', 'webhooks', /stores an authentic event first, answers (\d+), and/, accepted],
];
