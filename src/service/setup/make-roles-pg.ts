import { Client } from 'pg';

/** The addresses of a new database: the superuser's, and those that the owner and the application will use. */
export interface RoleAddresses {
  readonly admin: string;
  readonly owner: string;
  readonly login: string;
}

/** Makes the owner, the login and the database that the addresses name, where they are missing, sets both passwords, and answers what was made. */
export async function makeRoles({ admin, owner, login }: RoleAddresses): Promise<readonly string[]> {
  const client = new Client({ connectionString: admin });
  await client.connect();
  try {
    const made: string[] = [];
    if (await makeRole(client, { name: 'till_app', rights: 'NOLOGIN' })) made.push('role till_app');
    for (const address of [owner, login]) {
      const { user, password } = signIn(address);
      const rights = `LOGIN PASSWORD ${client.escapeLiteral(password)}`;
      if (await makeRole(client, { name: user, rights })) made.push(`role ${user}`);
      await client.query(`GRANT till_app TO ${client.escapeIdentifier(user)}`);
    }
    if (await makeDatabase(client, owner)) made.push(`database ${databaseOf(owner)}`);
    return made;
  } finally {
    await client.end();
  }
}

async function makeRole(client: Client, { name, rights }: { name: string; rights: string }): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(`${verb} ROLE ${client.escapeIdentifier(name)} ${rights}`);
  return verb === 'CREATE';
}

async function makeDatabase(client: Client, owner: string): Promise<boolean> {
  const name = databaseOf(owner);
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount !== 0) return false;
  const [database, user] = [name, signIn(owner).user].map((word) => client.escapeIdentifier(word));
  await client.query(`CREATE DATABASE ${database} OWNER ${user}`);
  return true;
}

function signIn(address: string): { readonly user: string; readonly password: string } {
  const { username, password } = new URL(address);
  return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
}

function databaseOf(address: string): string {
  return decodeURIComponent(new URL(address).pathname.slice(1));
}
