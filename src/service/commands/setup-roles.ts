import { readFileSync } from 'node:fs';
import { errorCode } from '../base/error-text.ts';
import { refused } from '../base/problem.ts';
import { readConfig } from '../read-config.ts';
import { makeRoles } from '../setup/make-roles-pg.ts';
import type { Call } from './command.ts';
import { reachDatabase } from './reach-database.ts';

/** `till setup roles`: makes the owner, the login and the database that the settings name, as the superuser of a file. */
export async function setupRoles({ environment, values, print }: Call): Promise<number> {
  const { DATABASE_URL: login, DATABASE_OWNER_URL: owner } = readConfig(environment);
  if (login === undefined || owner === undefined)
    throw refused('config-missing', 'DATABASE_URL and DATABASE_OWNER_URL: needed here', 'set both, or NAME_FILE');
  const admin = readAddress(values['as']);
  const failing = { code: 'database-unreachable', hint: 'check the address in that file' } as const;
  const made = await reachDatabase(failing, () => makeRoles({ admin, owner, login }));
  for (const what of made) print(`made ${what}`);
  if (made.length === 0) print('roles and database are there');
  return 0;
}

function readAddress(file: string | boolean | undefined): string {
  if (typeof file !== 'string')
    throw refused('usage-wrong', '--as FILE is missing', 'a file with the address of a superuser');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw refused(
      'file-unreadable',
      `${file}: cannot be read (${errorCode(error) ?? 'no file'})`,
      'name a file that this user may read',
    );
  }
}
