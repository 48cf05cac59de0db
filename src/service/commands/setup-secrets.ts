import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { refused } from '../base/problem.ts';
import { FROM_STRIPE, makeStackSecrets } from '../setup/stack-secrets.ts';
import { writeSecrets } from '../setup/write-secrets-fs.ts';
import type { Call } from './command.ts';

/** `till setup secrets DIR`: writes the secrets that a new installation lacks, and prints their names. In mode production it makes up none of Stripe's. */
export async function setupSecrets({ environment, positionals: [dir = ''], values, print }: Call): Promise<number> {
  if (!existsSync(dir)) throw refused('usage-wrong', `no folder ${dir}`, 'make it, readable by Till alone');
  const demo = environment['TILL_MODE'] !== 'production';
  const missing = FROM_STRIPE.filter((name) => !existsSync(path.join(dir, name)));
  if (!demo && missing.length > 0)
    throw refused(
      'usage-wrong',
      `${missing.join(' and ')} must be there before`,
      'put what Stripe gave into files of these names',
    );
  const files = makeStackSecrets({ host: textOf(values['host'], 'db'), demo });
  const written = writeSecrets(together(files, dir), { dir, readers: readersOf(values['readers']) });
  for (const name of written) print(`made ${name}`);
  if (written.length === 0) print('all secrets are there');
  return 0;
}

// The key, its certificate and the addresses belong together: half of them must not be joined by another half.
function together(files: ReturnType<typeof makeStackSecrets>, dir: string): typeof files {
  const isOfDatabase = ({ name }: { readonly name: string }): boolean => /^(?:database|postgres)/.test(name);
  const [there, lacking] = [true, false].map((has) =>
    files.filter((one) => isOfDatabase(one) && existsSync(path.join(dir, one.name)) === has),
  );
  if (there?.length === 0 || lacking?.length === 0) return files;
  const names = (lacking ?? []).map(({ name }) => name).join(', ');
  throw refused(
    'usage-wrong',
    `${names}: missing, while others of the database are there`,
    `look into ${dir}: ${readdirSync(dir).join(', ')}`,
  );
}

function textOf(value: string | boolean | undefined, usual: string): string {
  return typeof value === 'string' ? value : usual;
}

function readersOf(value: string | boolean | undefined): { database: number; till: number } | null {
  if (value === undefined) return null;
  const [, database, till] = /^(\d{1,7}):(\d{1,7})$/.exec(String(value)) ?? [];
  if (database === undefined || till === undefined)
    throw refused('usage-wrong', '--readers must be two user numbers', 'such as 999:1000, the database and Till');
  return { database: Number(database), till: Number(till) };
}
